import Model
import TestThreads
import Testing

@testable import Health

@Suite("Checks of a real Kamailio", .ownThreads)
struct SIPTests {
    static let recipe = Daemon.Recipe(
        programs: ["/usr/sbin/kamailio"],
        files: { daemon in
            [
                "kamailio.cfg": """
                #!KAMAILIO
                debug=-1
                log_stderror=yes
                children=1
                tcp_children=1
                auto_aliases=no
                dns=no
                rev_dns=no
                listen=udp:127.0.0.1:\(daemon.port)
                listen=tcp:127.0.0.1:\(daemon.port)
                loadmodule "sl.so"
                loadmodule "pv.so"
                request_route {
                  if ($rU == "nobody") { sl_send_reply("404", "Not Found"); exit; }
                  sl_send_reply("200", "OK");
                }

                """,
                "run/file": "",
            ]
        },
        arguments: { daemon in
            [
                "-f", daemon.path("kamailio.cfg"), "-DD", "-E", "-m", "16", "-M", "2", "-Y",
                daemon.path("run"), "-w", daemon.path("run"),
            ]
        })

    @Test("OPTIONS: right and refused", arguments: [TransportProtocol.udp, .tcp])
    func options(_ transport: TransportProtocol) async throws {
        try await Daemon.with(Self.recipe) { daemon in
            let good = [
                Dialogue(.sip, over: .init(transport)),
                Dialogue(
                    .sip, as: .init("joe"), request: "sip:echo@example.net",
                    over: .init(transport)),
            ]
            for dialogue in good {
                let result = try await ask(dialogue, at: daemon.port)
                #expect(result.isPassed, "\(result)")
                #expect(result.seen == "SIP/2.0 200 OK")
            }
            let wrong = try await ask(
                Dialogue(.sip, request: "nobody@example.net", over: .init(transport)),
                at: daemon.port)
            #expect(wrong.outcome == .failed)
            #expect(wrong.phase == .match)
            #expect(wrong.seen == "SIP/2.0 404 Not Found")
        }
    }

    @Test("a response to somebody else is none, nor is a provisional one")
    func others() {
        var exchange = SIPExchange(
            Dialogue(.sip, over: .init(.udp)), target: local(5060), token: 7)
        guard case .send(let request) = exchange.opened() else {
            Issue.record("nothing is sent")
            return
        }
        #expect(String(decoding: request, as: UTF8.self).contains("Call-ID: 7@ballast\r\n"))
        func move(_ status: String, _ call: String) -> Move {
            let text = "SIP/2.0 \(status)\r\nCall-ID: \(call)\r\nContent-Length: 0\r\n\r\n"
            return exchange.received(Array(text.utf8)[...])
        }
        for (status, call) in [("200 OK", "8@ballast"), ("100 Trying", "7@ballast")] {
            guard case .wait = move(status, call) else {
                Issue.record("\(status) of \(call) concludes")
                return
            }
        }
        guard case .done(let finding) = move("200 OK", "7@ballast") else {
            Issue.record("no conclusion")
            return
        }
        #expect(finding.outcome == .passed)
    }

    @Test("line ends before a response over TCP are ignored, one by one and together")
    func lineEnds() throws {
        let endings: [UInt8] = Array("\r\n\r\n".utf8)
        var exchange = SIPExchange(
            Dialogue(.sip, over: .init(.tcp)), target: local(5060), token: 1)
        _ = exchange.opened()
        #expect(Self.finding(exchange.received(endings[...])) == nil)
        func response(_ status: String) -> String {
            "\r\nSIP/2.0 \(status)\r\nCall-ID: 1@ballast\r\n\r\n"
        }
        let reply = Array((response("100 Trying") + "\r\n" + response("200 OK")).utf8)
        #expect(Self.finding(exchange.received(reply[...]))?.outcome == .passed)
    }

    private static func finding(_ move: Move) -> Finding? {
        if case .done(let finding) = move { finding } else { nil }
    }
}
