import Addresses
import Model
import Planning
import Testing

@testable import Commands
@testable import Controller

extension AnswerKeyTests {
    /// Rules that drop everything.
    static let rules = FirewallRuleset(.ipv4, [.input: [FirewallRule(.drop)]])

    /// A status with every key.
    static let firewall = [
        FirewallStatus(.ipv4, want: rules, got: FirewallRuleset(.ipv4), in: .legacy),
        FirewallStatus(.ipv6, want: nil, got: nil, fault: "no"),
    ]

    @Test("every key of a trace is written, also those of a changed packet")
    func traces() throws {
        var translated = FirewallTables(Self.rules)
        let place = try #require(IPAddress("192.168.1.5"))
        translated.chains[FirewallChain(.nat, "PREROUTING")] = FirewallTables.Content(
            rules: [FirewallRule(.destinationNAT(place, port: 8_080))])
        let packet = FirewallPacket(
            from: try #require(Endpoint("198.51.100.7:1000")),
            to: try #require(Endpoint("10.0.0.1:80")))
        let passage = FirewallPassage(packet, through: translated) { _ in true }
        var survey = FirewallSurvey([translated])
        let answer = FirewallTraceAnswer(packet, passage, on: survey)
        var limited = Self.rules
        limited.chains[.input] = [
            FirewallRule(
                written: ["-m", "connlimit", "--connlimit-above", "5", "-j", "DROP"], .limit,
                named: "limit of web", in: .input)
        ]
        var other = FirewallTraceAnswer(
            packet, FirewallPassage(packet, through: FirewallTables(limited)) { _ in true })
        other.elsewhere = "dropped"
        survey.chains = [NetfilterChain("inet", "other", "in", at: "input")]
        survey.gaps = ["no"]
        let open = FirewallTraceAnswer(
            packet, FirewallPassage(packet, through: FirewallTables(.ipv4)) { _ in true },
            on: survey)
        #expect(open.verdict == "undecided" && open.doubts?.count == 3)
        #expect(other.verdict == "accepted" && other.limits?.count == 1)
        #expect(answer.rule == "filter BALLAST-INPUT rule 1: -A BALLAST-INPUT -j DROP")
        #expect(answer.changed == "tcp 198.51.100.7:1000 -> 192.168.1.5:8080")
        try verify(.trace, [answer, other, open])
    }
}
