import Admin
import Files
import Foundation
import TestSupport
import TestThreads
import Testing

@testable import Pages

/// Sign-in, sessions, forms and rights, by a browser over TLS.
@Suite("Sign-in at the pages", .timeLimit(.minutes(20)), .ownThreads)
struct SignInTests {
    @Test("a name and a password begin a session; its cookie is of this host and no script's")
    func signIn() async throws {
        let open = try await OpenPages()
        let browser = open.browser()
        let away = try browser.get("/services/web")
        #expect(away.status == 303)
        #expect(away.header("location") == "/sign-in?next=%2Fservices%2Fweb")
        let good = try browser.send(
            "/sign-in", of: "/sign-in?next=%2Fservices%2Fweb",
            ["name": "report", "password": OpenPages.password, "next": "/services/web"])
        #expect(good.status == 303 && good.header("location") == "/services/web")
        let cookie = good.sets("__Host-ballast")
        for word in ["; Path=/", "; Secure", "; HttpOnly", "; SameSite=Strict"] {
            #expect(cookie.contains(word), "\(cookie)")
        }
        #expect(!cookie.contains("Domain"))
        #expect(try browser.get("/").body.contains("<b>lb1</b>"))
        #expect(try browser.send("/sign-out", of: "/", [:]).status == 303)
        #expect(try browser.get("/").status == 303)
        #expect(
            try open.audit.suffix(2) == ["report: sign in, done", "report: sign out, done"])
        await open.server.close()
    }

    @Test("a wrong password and an unknown name have the same answer, and guesses are slowed down")
    func refusals() async throws {
        var settings = AccountSettings()
        let now = bootClock()
        settings.boot = { now }
        let open = try await OpenPages(settings: settings)
        let browser = open.browser()
        let wrong = try browser.signIn("conf", "wrong")
        let unknown = try browser.signIn("nobody", "wrong")
        #expect(wrong.status == 403 && wrong.body.contains("The name or the password is wrong."))
        let strip = { (body: String) in body.replacing(/value="(conf|nobody)"|now="\d+"/, with: "")
        }
        #expect(strip(wrong.body) == strip(unknown.body))
        var statuses: [Int] = []
        for _ in 0..<5 { statuses.append(try browser.signIn("conf", "wrong").status) }
        #expect(statuses.last == 429)
        let right = try browser.signIn("conf")
        #expect(right.status == 429 && Int(right.header("retry-after")) ?? 0 > 0)
        #expect(browser.secret.isEmpty)
        await open.server.close()
    }

    @Test("a session that a stranger has planted is never used")
    func fixation() async throws {
        let open = try await OpenPages()
        let other = open.browser("other")
        try other.signIn("report")
        let planted = other.secret
        let browser = open.browser()
        let token = try browser.get("/sign-in").proof
        let answer = try browser.send(
            "/sign-in", of: "/sign-in", ["name": "conf", "password": OpenPages.password],
            proof: token, "-H 'Cookie: __Host-ballast=\(planted)'")
        // The jar and the header are sent together, so that the cookie occurs once each.
        #expect([303, 403].contains(answer.status))
        try browser.signIn("conf")
        #expect(!browser.secret.isEmpty && browser.secret != planted)
        let guess = String(repeating: "A", count: 43)
        #expect(
            try open.browser("x").get("/", "-H 'Cookie: __Host-ballast=\(guess)'").status == 303)
        await open.server.close()
    }

    @Test("a form without the token of its session, or of another site, changes nothing")
    func forgery() async throws {
        let open = try await OpenPages()
        let (browser, other) = (open.browser(), open.browser("other"))
        try browser.signIn("maint")
        try other.signIn("maint")
        let path = "/services/web/servers/web-1"
        let form = ["to": "drain", "message": "x"]
        let foreign = try other.get("/").proof
        for proof in ["", "0", foreign] {
            let answer = try browser.send(path, of: "/", form, proof: proof)
            #expect(answer.status == 403, "\(proof)")
        }
        for header in [
            "Origin: https://evil.example", "Sec-Fetch-Site: cross-site", "Origin: null",
        ] {
            let answer = try browser.send(path, of: "/", form, proof: nil, "-H '\(header)'")
            #expect(answer.status == 403, "\(header)")
        }
        #expect(open.site.calls.isEmpty)
        let own = "-H 'Origin: https://127.0.0.1:\(open.port)' -H 'Sec-Fetch-Site: same-origin'"
        let good = try browser.send(path, of: "/", form, proof: nil, own)
        #expect(good.status == 303 && good.header("location") == "\(path)?done=drain")
        #expect(open.site.calls == ["drainServer web/web-1 {\"message\":\"x\"} by maint"])
        // Sign-in and sign-out are forms too.
        let token = try other.get("/sign-in").proof
        let planted = try browser.send(
            "/sign-in", of: "/sign-in", ["name": "report", "password": OpenPages.password],
            proof: token)
        #expect(planted.status == 403)
        #expect(try browser.send("/sign-out", of: "/", [:], proof: foreign).status == 403)
        await open.server.close()
    }

    @Test("a group can't do the work of another one, and the attempt is in the audit log")
    func groups() async throws {
        let open = try await OpenPages()
        let browser = open.browser()
        try browser.signIn("report")
        let page = try browser.get("/services/web/servers/web-1").body
        #expect(!page.contains("value=\"drain\"") && page.contains("8 x 1 x 0.5"))
        let answer = try browser.send(
            "/services/web/servers/web-1", of: "/", ["to": "drain"])
        #expect(answer.status == 403 && open.site.calls.isEmpty)
        #expect(
            try open.audit.last
                == "report: send the form /services/web/servers/web-1, refused")
        try browser.signIn("maint")
        #expect(try browser.get("/services/web/servers/web-1").body.contains("value=\"drain\""))
        await open.server.close()
    }

    @Test("the API takes a session for reads, and for changes with its token in a header")
    func api() async throws {
        let open = try await OpenPages()
        let browser = open.browser()
        #expect(try browser.get("/api/v1/status").status == 401)
        try browser.signIn("maint")
        #expect(try browser.get("/api/v1/status").status == 200)
        let drain = "/api/v1/services/web/servers/web-1/drain"
        #expect(try browser.get(drain, "-X POST").status == 403)
        let proof = try browser.get("/").proof
        #expect(try browser.get(drain, "-X POST -H 'X-Ballast-Form: 00'").status == 403)
        #expect(try browser.get(drain, "-X POST -H 'X-Ballast-Form: \(proof)'").status == 200)
        let forged = "-X POST -H 'X-Ballast-Form: \(proof)' -H 'Origin: https://evil.example'"
        #expect(try browser.get(drain, forged).status == 403)
        #expect(try browser.get("/api/v1/document").status == 403)
        await open.server.close()
    }

    @Test("the setup link makes the first account, once")
    func setUp() async throws {
        let open = try await OpenPages([])
        let browser = open.browser()
        let link = try #require(try await open.accounts.setupLink())
        let wrong = String(repeating: "A", count: 43)
        #expect(try browser.get("/setup/\(wrong)").status == 404)
        let path = "/setup/\(link.secret)"
        #expect(try browser.get(path).status == 200)
        var fields = ["name": "anna", "new": OpenPages.password, "again": "other"]
        #expect(try browser.send(path, of: path, fields).body.contains("The two passwords differ."))
        (fields["new"], fields["again"]) = ("short", "short")
        #expect(try browser.send(path, of: path, fields).status == 422)
        (fields["new"], fields["again"]) = (OpenPages.password, OpenPages.password)
        #expect(try browser.send(path, of: path, fields, proof: "0").status == 403)
        #expect(try browser.send(path, of: path, fields).status == 303)
        #expect(try browser.get("/").body.contains(">anna</a>"))
        let again = open.browser("b")
        #expect(try again.get(path).status == 404)
        #expect(try await open.accounts.users().map(\.name) == ["anna"])
        #expect(try await open.accounts.setupLink() == nil)
        #expect(try open.audit.last == "anna: make the first account, done")
        await open.server.close()
    }

    @Test("another password ends the other sessions; it needs the present one")
    func password() async throws {
        let open = try await OpenPages()
        let (browser, other) = (open.browser(), open.browser("other"))
        try browser.signIn("report")
        try other.signIn("report")
        let next = "another long password"
        var fields = ["password": "wrong", "new": next, "again": next]
        let wrong = try browser.send("/account", of: "/account", fields)
        #expect(wrong.status == 403 && wrong.body.contains("The present password is wrong."))
        fields["password"] = OpenPages.password
        let former = browser.secret
        #expect(try browser.send("/account", of: "/account", fields).status == 303)
        #expect(try browser.get("/").status == 200 && browser.secret != former)
        #expect(try other.get("/").status == 303)
        #expect(try open.browser("new").signIn("report").status == 403)
        #expect(try open.audit.contains("report: set the password of report, done"))
        await open.server.close()
    }

    @Test(
        "the page after sign-in is one of this host",
        arguments: [
            "//evil.example", "https://evil.example", "/\\evil.example", "", "javascript:x",
            "/a\tb",
        ])
    func redirection(_ next: String) async throws {
        let open = try await OpenPages([.report])
        let answer = try open.browser().send(
            "/sign-in", of: "/sign-in",
            ["name": "report", "password": OpenPages.password, "next": next])
        #expect(answer.header("location") == "/")
        await open.server.close()
    }
}
