import Admin
import Foundation
import Model
import NIOCore
import TestSupport
import TestThreads
import Testing

@testable import Pages

/// The document in its editor, by a browser over TLS.
@Suite("Configuration", .timeLimit(.minutes(20)), .ownThreads)
struct ConfigurationTests {
    private static let page = "/configuration"

    /// The fields of the editor, for a text.
    private static func fields(
        _ text: String, _ word: String = "apply", base: String? = nil
    ) -> [String: String] {
        [
            "text": text, "do": word, "base": base ?? String(repeating: "a", count: 64),
            "message": "ticket", "seconds": "60",
        ]
    }

    @Test("the text is in the editor, escaped; other groups see no text and no form")
    func text() async throws {
        let open = try await OpenPages()
        let (browser, reader) = (open.browser(), open.browser("reader"))
        open.source.file.set { $0.notes = ["in <git>"] }
        try browser.signIn("conf")
        let body = try browser.get(Self.page).body
        #expect(body.contains("version: 1\n# &lt;old&gt;\n</textarea>"))
        #expect(body.contains("in &lt;git&gt;"))
        #expect(body.contains("value=\"\(String(repeating: "a", count: 64))\""))
        for group in ["report", "maint"] {
            try reader.signIn(group)
            let page = try reader.get(Self.page)
            #expect(page.status == 200 && !page.body.contains("old"), "\(group)")
            #expect(!page.body.contains("action=\"/configuration"), "\(group)")
            for path in ["server", "holding"].map({ "\(Self.page)/\($0)" }) {
                #expect(try reader.get(path).status == 403, "\(group): \(path)")
                #expect(try reader.send(path, of: "/", [:]).status == 403, "\(group): \(path)")
            }
            for path in [Self.page, "\(Self.page)/confirm", "\(Self.page)/holding/preview"] {
                let answer = try reader.send(path, of: "/", Self.fields("x"))
                #expect(answer.status == 403, "\(group): \(path)")
            }
        }
        #expect(open.site.calls.isEmpty)
        await open.server.close()
    }

    @Test("a text is checked and applied with its reason; line ends are those of the file")
    func application() async throws {
        let open = try await OpenPages()
        let browser = open.browser()
        try browser.signIn("conf")
        let checked = try browser.send(
            Self.page, of: Self.page, Self.fields("version: 1\r\n# <new>\r\n", "check"))
        #expect(checked.status == 200 && open.site.calls.isEmpty)
        #expect(checked.body.contains("<ins>+# &lt;new&gt;</ins>"))
        #expect(checked.body.contains("Nothing changes on the host."))
        #expect(checked.body.contains("&lt;note&gt;"))
        let applied = try browser.send(
            Self.page, of: Self.page, Self.fields("version: 1\r\n# <new>\r\n"))
        #expect(applied.status == 303)
        #expect(applied.header("location") == "/configuration?done=apply")
        let call = try #require(open.site.last)
        #expect(String(buffer: call.body) == "version: 1\n# <new>\n")
        #expect(call.headers.match == "\"\(String(repeating: "a", count: 64))\"")
        #expect(call.parameters == ["message": "ticket"])
        #expect(try open.audit.last == "conf: replace the document, done")
        open.source.file.set { $0.text = "version: 1\r\n" }
        _ = try browser.send(Self.page, of: Self.page, Self.fields("version: 1\r\n# n\r\n"))
        #expect(open.site.last.map { String(buffer: $0.body) } == "version: 1\r\n# n\r\n")
        await open.server.close()
    }

    @Test("a wrong text is refused with its line, and stays in the editor")
    func wrong() async throws {
        let open = try await OpenPages()
        let browser = open.browser()
        try browser.signIn("conf")
        let finding = Diagnostic(
            .version, at: DocumentPath(),
            location: SourceLocation(line: 2, column: 1, length: 3), "no <such> key",
            hint: "did you mean <it>?")
        open.source.file.set { $0.findings = [finding] }
        let answer = try browser.send(
            Self.page, of: Self.page, Self.fields("version: 1\n# wrong <b>\n"))
        #expect(answer.status == 422)
        #expect(answer.body.contains("version: 1\n# wrong &lt;b&gt;\n</textarea>"))
        #expect(answer.body.contains("Line 2: a &lt;mistake&gt;: mend it."))
        #expect(answer.body.contains("data-line=\"2\""))
        #expect(answer.body.contains("no &lt;such&gt; key"))
        #expect(answer.body.contains("did you mean &lt;it&gt;?"))
        #expect(answer.body.contains("value=\"ticket\""))
        #expect(try open.audit.last == "conf: replace the document, refused")
        for seconds in ["0", "", "x", "86401"] {
            var fields = Self.fields("version: 1\n# n\n", "try")
            fields["seconds"] = seconds
            let answer = try browser.send(Self.page, of: Self.page, fields)
            #expect(answer.status == 422 && answer.body.contains("# n\n</textarea>"), "\(seconds)")
        }
        await open.server.close()
    }

    @Test("an edit of others is shown, nothing is written, and the text stays")
    func conflict() async throws {
        let open = try await OpenPages()
        let browser = open.browser()
        try browser.signIn("conf")
        let known = String(repeating: "b", count: 64)
        for (base, words) in [
            (known, "<del>-# &lt;former&gt;</del>"), ("c", "that change is unknown"),
        ] {
            let answer = try browser.send(
                Self.page, of: Self.page, Self.fields("version: 1\n# mine\n", base: base))
            #expect(answer.status == 412 && answer.body.contains("has changed since you opened it"))
            #expect(answer.body.contains(words) && answer.body.contains("# mine\n</textarea>"))
            #expect(answer.body.contains("<ins>+# mine</ins>"))
            // The next attempt replaces the text that the person has now seen.
            #expect(answer.body.contains("value=\"\(String(repeating: "a", count: 64))\""))
        }
        #expect(open.site.calls.isEmpty)
        // The file can change between the look and the edit too.
        let late = try browser.send(Self.page, of: Self.page, Self.fields("# late\n"))
        #expect(late.status == 412 && late.body.contains("# late\n</textarea>"))
        let full = try browser.send(Self.page, of: Self.page, Self.fields("# full\n"))
        #expect(full.status == 503 && full.body.contains("# full\n</textarea>"))
        await open.server.close()
    }

    @Test("an edit that must be confirmed has its time and a button, over a new connection")
    func confirmation() async throws {
        let open = try await OpenPages()
        let (browser, reader) = (open.browser(), open.browser("reader"))
        try browser.signIn("conf")
        try reader.signIn("report")
        let none = try browser.send("/configuration/confirm", of: "/", [:])
        #expect(none.header("location") == "/configuration?done=expired")
        open.source.file.set {
            $0.confirmation = PageConfirmation(deadline: .max / 2, lacking: ["no <address>"])
        }
        let tried = try browser.send(Self.page, of: Self.page, Self.fields("# n\n", "try"))
        #expect(tried.header("location") == "/configuration?done=attempt")
        #expect(open.site.last?.parameters == ["message": "ticket", "confirm": "60"])
        let page = try browser.get(Self.page).body
        #expect(page.contains("action=\"/configuration/confirm\""))
        #expect(page.contains("no &lt;address&gt;"))
        #expect(!(try reader.get(Self.page).body.contains("configuration/confirm")))
        open.source.file.set { $0.objection = "an old connection" }
        let again = try browser.send("/configuration/confirm", of: "/", [:])
        #expect(again.status == 307 && again.header("connection") == "close")
        #expect(again.header("location") == "/configuration/confirm?turn=1")
        #expect(open.site.last?.route == .putDocument)
        open.source.file.set { $0.objection = nil }
        let done = try browser.send("/configuration/confirm?turn=1", of: "/", [:])
        #expect(done.header("location") == "/configuration?done=confirm")
        #expect(open.site.last?.route == .confirm)
        await open.server.close()
    }

    @Test("a form shows its edit in the editor, and writes nothing")
    func forms() async throws {
        let open = try await OpenPages()
        let browser = open.browser()
        try browser.signIn("conf")
        for edit in PageEdit.allCases {
            let path = "/configuration/\(edit.rawValue)"
            #expect(try browser.get(path).status == 200, "\(edit)")
            let answer = try browser.send(
                path, of: path, ["name": "<x>", "service": "web", "server": "web<1>"])
            #expect(answer.body.contains("# \(edit.rawValue) &lt;x&gt;\n</textarea>"), "\(edit)")
            #expect(answer.body.contains("<ins>+# \(edit.rawValue)"), "\(edit)")
        }
        let form = try browser.get("/configuration/change?service=web").body
        #expect(form.contains("<option value=\"web&lt;1&gt;\">"))
        let refused = try browser.send(
            "/configuration/server", of: "/configuration/server",
            ["name": "none", "address": "1<2"])
        #expect(refused.status == 404 && refused.body.contains("There is no &lt;service&gt;."))
        #expect(refused.body.contains("value=\"1&lt;2\""))
        #expect(try browser.get("/configuration/other").status == 404)
        #expect(open.site.calls.isEmpty)
        await open.server.close()
    }

    @Test("a form without the token of its session, or of another site, does nothing")
    func forgery() async throws {
        let open = try await OpenPages()
        let browser = open.browser()
        try browser.signIn("conf")
        let paths =
            [Self.page, "/configuration/confirm", "/configuration/holding/preview"]
            + PageEdit.allCases.map { "/configuration/\($0.rawValue)" }
        for path in paths {
            for proof in ["", "0"] {
                let answer = try browser.send(path, of: "/", Self.fields("x"), proof: proof)
                #expect(answer.status == 403, "\(path)")
            }
            for header in ["Origin: https://evil.example", "Sec-Fetch-Site: cross-site"] {
                let answer = try browser.send(
                    path, of: "/", Self.fields("x"), proof: nil, "-H '\(header)'")
                #expect(answer.status == 403, "\(path)")
            }
        }
        #expect(open.site.calls.isEmpty)
        await open.server.close()
    }

    @Test("the holding page is shown in a frame of this host that can do nothing")
    func preview() async throws {
        let open = try await OpenPages()
        let browser = open.browser()
        try browser.signIn("conf")
        let form = try browser.get("/configuration/holding")
        #expect(form.header("content-security-policy").contains("frame-src 'self'"))
        #expect(form.body.contains(" sandbox ") && form.body.contains("&lt;h1&gt;Back soon"))
        let frame = try browser.get("/configuration/holding/preview")
        #expect(frame.body == "<h1>Back soon</h1>")
        let typed = try browser.send(
            "/configuration/holding/preview", of: "/configuration/holding",
            ["html": "<script>1</script>"])
        #expect(typed.body == "<script>1</script>")
        for answer in [frame, typed] {
            let policy = answer.header("content-security-policy")
            #expect(policy.hasPrefix("sandbox; default-src 'none'; style-src 'unsafe-inline'"))
            #expect(policy.contains("frame-ancestors 'self'") && !policy.contains("script"))
            #expect(answer.header("x-frame-options") == "SAMEORIGIN")
        }
        let other = try browser.get("/configuration/change").header("content-security-policy")
        #expect(!other.contains("frame-src"))
        await open.server.close()
    }

    @Test("files of the editor are those of a fixed list, and the form works without them")
    func files() async throws {
        let open = try await OpenPages()
        let browser = open.browser()
        try browser.signIn("conf")
        for name in ["..%2F..%2Fetc%2Fpasswd", "codemirror.js%00", "lib", "addon"] {
            #expect(try browser.get("/static/codemirror/\(name)").status == 404, "\(name)")
        }
        let folder = try Scratch("", name: "none")
        let none = EditorFiles(folder: folder.folder)
        #expect(await none.areThere == false)
        await #expect(throws: APIRefusal.self) { try await none.answer(.editor, known: nil) }
        try FileManager.default.createDirectory(
            atPath: "\(folder.folder)/lib", withIntermediateDirectories: true)
        try "// editor".write(
            toFile: "\(folder.folder)/lib/codemirror.js", atomically: true, encoding: .utf8)
        let answer = try await none.answer(.editor, known: nil)
        let tag = try #require(answer.tag)
        #expect(answer.type == "text/javascript; charset=utf-8")
        #expect(try await none.answer(.editor, known: tag).status == 304)
        await open.server.close()
    }

    @Test("a certificate is imported by a form, with its line in the audit log; its request is PEM")
    func certificates() async throws {
        let open = try await OpenPages()
        let (browser, reader) = (open.browser(), open.browser("reader"))
        try browser.signIn("conf")
        try reader.signIn("maint")
        let good = ["pem": "-----BEGIN", "force": "yes"]
        let done = try browser.send("/certificates/shop", of: "/", good)
        #expect(done.header("location") == "/certificates?done=certificate")
        #expect(try open.audit.last == "conf: import the certificate shop, done")
        let wrong = try browser.send("/certificates/shop", of: "/", ["pem": "-----BEGIN"])
        #expect(wrong.status == 422 && wrong.body.contains("No &lt;certificate&gt;."))
        #expect(try open.audit.last == "conf: import the certificate shop, refused")
        #expect(try browser.send("/certificates/shop", of: "/", good, proof: "0").status == 403)
        #expect(try reader.send("/certificates/shop", of: "/", good).status == 403)
        let request = try browser.get("/certificates/shop/request")
        #expect(request.body.hasPrefix("-----BEGIN CERTIFICATE REQUEST"))
        #expect(request.header("content-disposition") == "attachment")
        #expect(try browser.get("/certificates/none/request").status == 404)
        #expect(try reader.get("/certificates/shop/request").status == 403)
        await open.server.close()
    }
}
