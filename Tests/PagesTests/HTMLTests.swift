import Testing

@testable import Pages

/// Pieces of pages: the text of the program is HTML, every other text is escaped.
@Suite("HTML")
struct HTMLTests {
    private func text(_ html: HTML) -> String {
        String(decoding: html.text(proof: "PROOF"), as: UTF8.self)
    }

    @Test("interpolated texts are escaped, byte by byte, and pieces are not")
    func escapes() {
        let name = "<b>\"a\" & 'b'</b>"
        let cell: HTML = "<td title=\"\(name)\">\(name)</td>"
        let safe = "&lt;b&gt;&quot;a&quot; &amp; &#39;b&#39;&lt;/b&gt;"
        #expect(text(cell) == "<td title=\"\(safe)\">\(safe)</td>")
        #expect(text("<tr>\(cell)</tr>") == "<tr>\(text(cell))</tr>")
        // A combining mark makes one character of itself and the quotation mark before it.
        let mark = "\"\u{301} onclick=x <\u{338}"
        #expect(
            text("<a title=\"\(mark)\">") == "<a title=\"&quot;\u{301} onclick=x &lt;\u{338}\">")
        #expect(text("\(nil as String?)\(3)\([cell, cell])") == "3" + text(cell) + text(cell))
    }

    @Test("names in paths and queries are escaped for them")
    func paths() {
        #expect(text("\(path: "services", "a/b \"?")") == "/services/a%2Fb%20%22%3F")
        #expect(text("?find=\(query: "a&b=ü")") == "?find=a%26b%3D%C3%BC")
    }

    @Test("a form has the CSRF token of the session that gets the page")
    func proofs() {
        let form: HTML = "<form>\(proof: .session)</form>"
        let page: HTML = "é\(form)|\(form)"
        let field = "<form><input type=\"hidden\" name=\"proof\" value=\"PROOF\"></form>"
        #expect(text(page) == "é\(field)|\(field)")
    }

    @Test("values that change keep their names within larger pieces")
    func values() {
        let row: HTML = "<tr\(state: "a", "bad")>\(live: "a/up", "1/2")</tr>"
        let page: HTML = "<p>\(row)\(age: "b", since: 60_000, at: 90_000)</p>"
        #expect(page.values.map(\.key) == ["a", "a/up", "b"])
        #expect(page.values[0].state == "bad" && page.values[1].text == "1/2")
        #expect(
            text(page).hasPrefix(
                "<p><tr data-live=\"a\" data-state=\"bad\"><span data-live=\"a/up\">1/2</span></tr>"
            )
        )
        #expect(text(page).hasSuffix("data-since=\"60000\">30 s</time></p>"))
        #expect(text("\(age: nil, since: nil, at: 1)") == "<time></time>")
    }
}
