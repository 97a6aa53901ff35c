import Addresses
import Testing

@testable import Model

@Suite("Rules that are loaded in other words than the kernel prints")
struct FirewallWrittenTests {
    private static func rule(_ line: String, _ name: String = "rule") -> FirewallRule {
        FirewallRule(
            written: FirewallTables.words(of: line), .line, named: name, in: .input)
    }

    private static func found(_ lines: String...) -> FirewallRuleset? {
        FirewallTables(
            "*filter\n:BALLAST-INPUT - [0:0]\n" + lines.joined(separator: "\n") + "\n",
            family: .ipv4
        ).ours
    }

    private static func wanted(_ rules: FirewallRule...) -> FirewallRuleset {
        var set = FirewallRuleset(.ipv4)
        set.chains[.input] = rules
        return set
    }

    @Test("a comment identifies it, after the rule's own words")
    func identity() throws {
        let rule = Self.rule("-p tcp --dport 80 -m limit --limit 5/s -j DROP")
        let comment = try #require(rule.comment)
        #expect(comment.hasPrefix("rule [r") && rule.isWritten && !rule.isLimit)
        #expect(
            rule.loadingLine(in: .input)
                == "-A BALLAST-INPUT -p tcp --dport 80 -m limit --limit 5/s -m comment --comment"
                + " \"\(comment)\" -j DROP")
        let named = Self.rule("-m comment --comment \"of bob\" -j DROP")
        #expect(named.comment?.hasPrefix("of bob [r") == true)
        #expect(named.comment != Self.rule("-m comment --comment bob -j DROP").comment)
        #expect(!FirewallRule(words: ["-m", "comment", "--comment", "[r1]"]).isWritten)
    }

    @Test("a comment keeps its identity when it is too long")
    func longComment() throws {
        let text = String(repeating: "ü", count: 100)
        let rule = Self.rule("-m comment --comment \(text) -j DROP")
        #expect(rule.isWritten && (rule.comment?.utf8.count ?? 0) <= FirewallRule.commentLimit)
    }

    @Test("the form of the kernel takes its place, and its words are loaded again")
    func adoption() throws {
        let rule = Self.rule("-s 10.0.0.1,10.0.0.2 -m limit --limit 5/s -j DROP")
        let comment = try #require(rule.comment)
        let tail = "-m limit --limit 5/sec -m comment --comment \"\(comment)\" -j DROP"
        let found = try #require(
            Self.found(
                "-A BALLAST-INPUT -s 10.0.0.1/32 \(tail)",
                "-A BALLAST-INPUT -s 10.0.0.2/32 \(tail)", "-A BALLAST-INPUT -j DROP"))
        let wanted = Self.wanted(rule, FirewallRule(.drop))
        #expect(wanted != found)
        let adopted = wanted.adopting(found)
        #expect(adopted == found && adopted.hashValue == found.hashValue)
        #expect(adopted.restoration(from: found) == wanted.restoration(from: found))
    }

    @Test("another rule with its comment is seen once the kernel's form is known")
    func tampered() throws {
        let rule = Self.rule("-s 10.0.0.1 -j DROP")
        let comment = try #require(rule.comment)
        func found(_ address: String) throws -> FirewallRuleset {
            try #require(
                Self.found(
                    "-A BALLAST-INPUT -s \(address) -m comment --comment \"\(comment)\" -j DROP"))
        }
        let loaded = try found("10.0.0.1/32")
        let changed = try found("10.0.0.9/32")
        #expect(Self.wanted(rule).adopting(changed, forms: loaded.forms) != changed)
        #expect(Self.wanted(rule).adopting(loaded, forms: loaded.forms) == loaded)
    }
}
