// SPDX-License-Identifier: Apache-2.0
// Each checker on histories made by hand: one that it must let pass, and what it must see.
#include "harness/replication/checkers.h"

#include <gmock/gmock.h>

namespace holdfast::harness::replication {
namespace {

using check::Outcome;
using testing::HasSubstr;
using Kind = Operation::Kind;
using Answer = effect::Answered::Outcome;

constexpr Member member1{1};
constexpr Member member2{2};

/// A history, one event a millisecond.
class Story {
  public:
    Story() { starts(member1).starts(member2); }
    Story& starts(Member member) { return add(event::Started{member}); }
    Story& asked_to_write(Value value) {
        return add(event::Invoked{value, Kind::write, value, member1});
    }
    Story& answered(Value value, Answer answer, Member by = member1) {
        return add(event::Completed{value, Kind::write, value, by, answer, {}, ""});
    }
    Story& asked_to_read(OperationId id) { return add(event::Invoked{id, Kind::read, 0, member2}); }
    Story& read(OperationId id, std::vector<Value> values) {
        return add(event::Completed{id, Kind::read, 0, member2, Answer::ok, std::move(values), ""});
    }
    Story& applied(Member member, std::size_t position, Value value) {
        return add(event::Applied{member, position, value});
    }
    Story& leads(Member member, Term term) {
        return add(event::LeadershipChanged{member, {true, term}});
    }
    Story& healed() { return add(event::Healed{}); }
    Story& gives_up() { return add(event::NotSettled{30s}); }
    const History& history() const { return history_; }

  private:
    template <class Content>
    Story& add(Content content) {
        const Instant at(1ms * static_cast<int>(history_.size() + 1));
        history_.push_back({at, std::move(content)});
        return *this;
    }
    History history_;
};

/// Write 1 is acknowledged by member1; write 2 comes after all faults, and member2 applies it.
Story one_early_write() {
    Story story;
    story.asked_to_write(1)
        .applied(member1, 1, 1)
        .answered(1, Answer::ok)
        .healed()
        .asked_to_write(2);
    return story;
}

std::vector<std::size_t> lines(const check::Verdict& verdict) {
    std::vector<std::size_t> lines;
    for (const check::Evidence& evidence : verdict.evidence) {
        lines.push_back(evidence.history_line.value_or(0));
    }
    return lines;
}

TEST(NoAcknowledgedWriteLost, PassesWhenEveryLaterLogHoldsIt) {
    const Story story = one_early_write().applied(member2, 1, 1).applied(member2, 2, 2);

    const check::Verdict verdict = no_acknowledged_write_lost(story.history());

    EXPECT_EQ(verdict.outcome, Outcome::pass);
    EXPECT_EQ(verdict.occurrences, 1);
}

TEST(NoAcknowledgedWriteLost, NamesTheWriteItsWitnessAndWhereItIsMissing) {
    const Story story = one_early_write().applied(member2, 1, 2);

    const check::Verdict verdict = no_acknowledged_write_lost(story.history());

    EXPECT_EQ(verdict.outcome, Outcome::fail);
    EXPECT_THAT(verdict.reason, HasSubstr("write 1, acknowledged by m1 at 0.005000s, is missing "
                                          "from the log of m2"));
    EXPECT_THAT(lines(verdict), testing::ElementsAre(5, 7, 8));  // ok, asked for 2, applied 2
}

// A write that was under way together with a lost one proves nothing about their order.
TEST(NoAcknowledgedWriteLost, AsksNothingOfALogWithoutALaterWrite) {
    Story story;
    story.asked_to_write(1)
        .asked_to_write(2)
        .answered(1, Answer::ok)
        .applied(member2, 1, 2)
        .healed();

    EXPECT_EQ(no_acknowledged_write_lost(story.history()).outcome, Outcome::invalid);
}

TEST(NoAcknowledgedWriteLost, NeedsNoHealingToSeeALoss) {
    Story story;
    story.asked_to_write(1).answered(1, Answer::ok).asked_to_write(2).applied(member2, 1, 2);

    EXPECT_EQ(no_acknowledged_write_lost(story.history()).outcome, Outcome::fail);
}

TEST(NoAcknowledgedWriteLost, ForgetsWhatAnEarlierLifeHeld) {
    Story story;
    story.asked_to_write(1).applied(member1, 1, 1).answered(1, Answer::ok).starts(member1).healed();
    story.asked_to_write(2).applied(member1, 1, 2);

    EXPECT_EQ(no_acknowledged_write_lost(story.history()).outcome, Outcome::fail);
}

TEST(NoAcknowledgedWriteLost, LeavesOutWhatHadNoKnownOutcome) {
    Story story;
    story.asked_to_write(1)
        .answered(1, Answer::info)
        .healed()
        .asked_to_write(2)
        .applied(member2, 1, 2);

    EXPECT_EQ(no_acknowledged_write_lost(story.history()).outcome, Outcome::pass);
}

TEST(LogsAgree, PassesWhenOneLogIsTheBeginningOfTheOther) {
    const Story story =
        Story().applied(member1, 1, 7).applied(member2, 1, 7).applied(member1, 2, 8);

    EXPECT_EQ(logs_agree(story.history()).outcome, Outcome::pass);
}

TEST(LogsAgree, SeesTwoValuesAtOnePosition) {
    const Story story = Story().applied(member1, 1, 7).applied(member2, 1, 8);

    const check::Verdict verdict = logs_agree(story.history());

    EXPECT_EQ(verdict.outcome, Outcome::fail);
    EXPECT_THAT(verdict.reason, HasSubstr("number 1 is 7 in the log of m1 and 8 in that of m2"));
}

TEST(LogsAgree, SeesAMemberThatChangesItsMindInALaterLife) {
    const Story story = Story().applied(member1, 1, 7).starts(member1).applied(member1, 1, 8);

    EXPECT_EQ(logs_agree(story.history()).outcome, Outcome::fail);
}

TEST(OneLeaderATerm, PassesWhenTermsDiffer) {
    EXPECT_EQ(one_leader_a_term(Story().leads(member1, 1).leads(member2, 2).history()).outcome,
              Outcome::pass);
}

TEST(OneLeaderATerm, SeesTwoInOneTerm) {
    const check::Verdict verdict =
        one_leader_a_term(Story().leads(member1, 3).leads(member2, 3).history());

    EXPECT_EQ(verdict.outcome, Outcome::fail);
    EXPECT_EQ(verdict.reason, "m1 and m2 both lead in term 3");
}

TEST(ReadsNeverGoBack, PassesWhenAReadMissesOnlyWhatCameWhileItRan) {
    Story story;
    story.asked_to_write(1).asked_to_read(9).answered(1, Answer::ok).read(9, {});

    EXPECT_EQ(reads_never_go_back(story.history()).outcome, Outcome::pass);
}

TEST(ReadsNeverGoBack, SeesAnAcknowledgedWriteMissing) {
    Story story;
    story.asked_to_write(1).answered(1, Answer::ok).asked_to_read(9).read(9, {});

    EXPECT_EQ(reads_never_go_back(story.history()).outcome, Outcome::fail);
}

TEST(ReadsNeverGoBack, SeesAnEarlierReadContradicted) {
    Story story;
    story.asked_to_write(1).asked_to_read(8).read(8, {1}).asked_to_read(9).read(9, {});

    const check::Verdict verdict = reads_never_go_back(story.history());

    EXPECT_EQ(verdict.outcome, Outcome::fail);
    EXPECT_THAT(verdict.reason, HasSubstr("does not show 1"));
}

TEST(RefusedWritesStayOut, SeesARefusedWriteApplied) {
    Story story;
    story.asked_to_write(1).answered(1, Answer::fail).applied(member2, 1, 1);

    EXPECT_EQ(refused_writes_stay_out(story.history()).outcome, Outcome::fail);
}

TEST(MembersComeBack, IsInvalidWhenTheyDoNot) {
    EXPECT_EQ(members_come_back(Story().healed().gives_up().history()).outcome, Outcome::invalid);
}

TEST(Judgement, AViolationOutranksWhatIsUndecided) {
    const Story story = one_early_write().applied(member2, 1, 2).gives_up();

    EXPECT_EQ(outcome_of(judge(story.history())), Outcome::fail);
}

}  // namespace
}  // namespace holdfast::harness::replication
