import Addresses
import Admin
import Files
import Foundation
import Model
import TestSupport
import TestThreads
import Testing

@testable import Pages

/// The forms that change servers, and confirm edits.
@Suite("Forms of servers", .timeLimit(.minutes(20)), .ownThreads)
struct ServerFormTests {
    private static let server = "/services/web/servers/web-1"

    @Test("a form that arrives after the end of its session says twice that nothing was done")
    func lost() async throws {
        let open = try await OpenPages()
        let browser = open.browser()
        let answer = try browser.send(Self.server, of: "/sign-in", ["to": "drain"])
        #expect(answer.status == 303)
        let place = answer.header("location")
        #expect(place.hasPrefix("/sign-in?next=") && place.hasSuffix("&lost=form"))
        let form = try browser.get(place)
        #expect(form.body.contains("Your session has ended; the form was not sent"))
        let next = try #require(form.body.firstMatch(of: /name="next" value="([^"]*)"/)).1
        #expect(next == Self.server + "?done=lost")
        try browser.signIn("maint")
        #expect(try browser.get(String(next)).body.contains("Nothing was done: your session had"))
        #expect(open.site.calls.isEmpty)
        await open.server.close()
    }

    @Test("the reason belongs to the weight too; a wrong weight leaves the page with the form")
    func weight() async throws {
        let open = try await OpenPages()
        let browser = open.browser()
        try browser.signIn("maint")
        let page = try browser.get(Self.server).body
        let forms = page.components(separatedBy: "<form").filter { $0.contains("name=\"weight\"") }
        #expect(forms.count == 1 && forms[0].contains("name=\"message\""))
        let wrong = try browser.send(
            Self.server, of: Self.server, ["to": "weight", "weight": "70000"])
        #expect(wrong.status == 422)
        #expect(wrong.body.contains("Nothing was done: the weight is a whole number from 0 to"))
        #expect(wrong.body.contains("name=\"weight\""))
        #expect(open.site.calls.isEmpty)
        await open.server.close()
    }

    @Test("the last server that works is taken out after a question")
    func last() async throws {
        let services = [
            try ExampleSource.service("web", 1), try ExampleSource.service("mail", 2, down: 1),
        ]
        let open = try await OpenPages([.maintenance], services)
        let browser = open.browser()
        try browser.signIn("maint")
        let path = "/services/mail/servers/mail-2"
        let question = try browser.send(
            path, of: path, ["to": "drain", "message": "ticket <7>"])
        #expect(question.status == 409 && open.site.calls.isEmpty)
        #expect(question.body.contains("mail-2 is the last server of mail that works: none of its"))
        #expect(question.body.contains("value=\"ticket &lt;7&gt;\""))
        let sure = try browser.send(path, of: path, ["to": "drain", "sure": "yes"])
        #expect(sure.status == 303 && open.site.calls.count == 1)
        let other = try browser.send(Self.server, of: Self.server, ["to": "drain"])
        #expect(other.status == 303, "web has another server")
        let dead = "/services/mail/servers/mail-1"
        #expect(try browser.send(dead, of: dead, ["to": "offline"]).status == 303)
        await open.server.close()
    }

    @Test("an edit that waits has a button for the group conf, and one sentence")
    func confirmation() async throws {
        let open = try await OpenPages()
        let (browser, reader) = (open.browser(), open.browser("reader"))
        try browser.signIn("conf")
        try reader.signIn("report")
        open.source.set { status in
            status.document.deadline = wallClock() + 60_000
            status.health = .init(reasons: ["the edit is undone at T without \"ballast confirm\""])
        }
        let page = try browser.get("/?find=web").body
        let form = "action=\"/configuration/confirm\""
        #expect(page.contains(form))
        #expect(page.components(separatedBy: "is undone").count == 2)
        #expect(!(try reader.get("/?find=web").body.contains(form)))
        open.source.file.set {
            $0.confirmation = PageConfirmation(deadline: .max / 2, lacking: [])
        }
        let answer = try browser.send("/configuration/confirm", of: "/", [:])
        #expect(answer.header("location") == "/configuration?done=confirm")
        #expect(open.site.calls.last?.hasPrefix("confirm ") == true)
        #expect(try reader.send("/configuration/confirm", of: "/", [:]).status == 403)
        await open.server.close()
    }

    @Test("a problem that begins later has its line on the page already")
    func problem() throws {
        func keys(_ reasons: [String]) throws -> Set<String> {
            var status = Status(
                controller: ControllerStatus(
                    version: "1", processID: 7, started: 0, managesAddresses: true),
                health: .init(reasons: reasons), document: DocumentStatus(path: "/d", accepted: 1))
            status.services = []
            let html = ProblemList(status, mayConfirm: false, now: 0).html
            return Set(html.values.map(\.key))
        }
        #expect(try keys([]) == keys(["a service is down", "another one"]))
    }

    @Test("names of dots have pages of their own, because browsers resolve .. in paths")
    func dots() throws {
        for name in ["..", ".", "~", "~..", "...", "web"] {
            let html: HTML = "\(path: "services", name)"
            let path = String(decoding: html.text(proof: ""), as: UTF8.self)
            #expect(!path.hasSuffix("/..") && !path.hasSuffix("/."))
            #expect(try PageRoute.visit("GET", path).parameters["service"] == name)
        }
    }

    @Test("the age of an outage is unknown if the operator has taken other servers out since")
    func age() throws {
        let down = try ExampleSource.service("web", 1, down: 2)
        #expect(ServiceSummary(down).state == .down && ServiceSummary(down).since != nil)
        var drained = try ExampleSource.service("web", 1, down: 1)
        drained.servers[1].state = .drain
        #expect(ServiceSummary(drained).state == .down)
        #expect(ServiceSummary(drained).since == nil)
    }

    @Test("services without a server online are no healthy host")
    func off() throws {
        var web = try ExampleSource.service("web", 1)
        for position in web.servers.indices { web.servers[position].state = .drain }
        let status = Status(
            controller: ControllerStatus(
                version: "1", processID: 7, started: 0, managesAddresses: true),
            health: .init(), document: DocumentStatus(path: "/d", accepted: 1))
        let brief = BriefStatus(status, services: [ServiceSummary(web)])
        let html = StateStrip(brief, node: "lb1", now: 0).html
        let text = String(decoding: html.text(proof: ""), as: UTF8.self)
        #expect(text.contains("1 service, all without a server online"))
        #expect(text.contains("data-state=\"odd\""))
    }
}
