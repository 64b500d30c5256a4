# SPDX-License-Identifier: Apache-2.0
# What the scripts of this folder share. They source it first; it moves to the repository's root.
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 3

# say SENTENCE...: one line of the script's own, told apart from the tools' output.
say() { printf '== %s\n' "$*"; }

# part NAME COMMAND...: runs it and says how long it took. Its exit code is the command's.
part() {
    local name=$1 start=$SECONDS status=0
    shift
    say "$name"
    "$@" || status=$?
    say "$name: $((SECONDS - start)) s$([ "$status" = 0 ] || printf ', exit code %s' "$status")"
    return "$status"
}

# help_if_asked "$@": prints the comment at the top of the calling script and ends it.
help_if_asked() {
    case ${1-} in
        -h | --help)
            sed -n '3,/^[^#]/s/^# \{0,1\}//p' "ci/$(basename "$0")"
            exit 0
            ;;
    esac
}

# weakly COMMAND...: behind everybody else, whoever wakes up takes its place at once. A kernel that
# groups processes by session shares out the processors among sessions first, so it gets one of its
# own. The caller ends it with end_weak on its way out.
weak=
weakly() {
    setsid -w nice -n 19 bash -c 'echo 19 2>/dev/null >/proc/self/autogroup; "$@"' - "$@" &
    weak=$!
    local status=0
    wait "$weak" || status=$?
    weak=
    return "$status"
}
end_weak() { [ -z "$weak" ] || kill -TERM -- "-$weak"; }

# The seed of every random choice comes from the commit: the same commit runs the same cases, the
# next one others. 15 hexadecimal digits are 60 bits and stay a positive integer everywhere.
seed_of_commit() {
    local commit
    commit=$(git rev-parse HEAD 2>/dev/null) || commit=1  # an unpacked archive has no commit
    printf '%d\n' "0x${commit:0:15}"
}

# build PRESET TARGET...: configures and builds these targets on every core.
build() {
    local preset=$1
    shift
    cmake --preset "$preset" >"build/$preset.configure.log" 2>&1 || {
        cat "build/$preset.configure.log"
        return 1
    }
    cmake --build --preset "$preset" -j "$(nproc)" --target "$@"
}
# run_tests NAME PRESET [ARGUMENT...]: results land in build/NAME.xml.
run_tests() {
    local name=$1 preset=$2
    shift 2
    ctest --test-dir "build/$preset" --output-on-failure --no-tests=error \
        --output-junit "$PWD/build/$name.xml" "$@"
}
mkdir -p build
