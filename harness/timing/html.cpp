// SPDX-License-Identifier: Apache-2.0
#include "harness/timing/html.h"

#include "harness/timing/json.h"

namespace holdfast::harness::timing {

namespace {

/// JSON inside a script element: no "<" may begin a tag of its own. Interface names and paths come
/// from outside.
std::string in_script(const std::string& json) {
    std::string out;
    out.reserve(json.size());
    for (const char letter : json) {
        if (letter == '<') {
            out += "\\u003c";
        } else {
            out += letter;
        }
    }
    return out;
}

}  // namespace

std::string to_html(const Report& report) {
    return std::string("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n") +
           "<title>Failover timing</title>\n<style>" + html_style + "</style>\n</head>\n<body>\n" +
           "<h1>Failover timing</h1>\n<div id=\"page\"><noscript>The lanes are drawn by this "
           "page's own script; "
           "holdfast timing without --html prints the same as text.</noscript></div>\n" +
           "<script type=\"application/json\" id=\"report\">" + in_script(to_json(report)) +
           "</script>\n" + "<script>" + html_chart + html_tables + "</script>\n</body>\n</html>\n";
}

}  // namespace holdfast::harness::timing
