import Addresses
import Model
import Testing

@testable import Commands

extension AnswerKeyTests {
    @Test("every key of the findings about a host is written")
    func findings() throws {
        let duty = RealServerDuty(
            service: "web", server: "web1", forwarding: .gate,
            virtual: [try #require(IPAddress("10.0.0.100"))])
        let finding = HostFinding(
            .arpIgnore, "eth0", severity: .warning, problem: "p", effect: "e", services: ["web"],
            commands: ["c"], lasting: ["l"])
        let answer = DoctorAnswer(
            host: "h", roles: [.balancer, .realServer], duties: [duty], findings: [finding],
            unread: ["u"], notes: ["n"])
        try verify(.doctor, [answer])
        let escape = HostFinding(.arpIgnore, "e", problem: "on \u{1b}[31m", effect: "e")
        let text = DoctorAnswer(
            host: "h", roles: [.realServer], duties: [], findings: [escape], unread: []
        ).text(Layout(width: 80, now: 0))
        #expect(text.contains("h as a real server\n") && !text.contains("\u{1b}"))
        #expect(
            answer.text(Layout(width: 80, now: 0)) == """
                h as a balancer, and as the real server web/web1

                warning: p [arpIgnore]
                  effect: e
                  services: web
                  mend:
                    c
                  keep:
                    l

                not examined: u

                note: n

                0 errors, 1 warning.

                """)
    }
}
