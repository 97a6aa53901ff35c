import Model
import Planning
import Synchronization
import Testing

@testable import Controller

/// Tests of written firewall rules beside the loop.
@Suite("Tests of firewall rules")
struct RuleTestTests {
    /// A host that refuses rules with the word `wrong`.
    private struct Refusing: Host {
        var needsIPVS = false

        mutating func observe(_ scope: Scope) throws -> Observed { Observed() }
        mutating func apply(_ steps: [Step]) -> [Outcome] { [] }
        func firewallRefusals(of rules: FirewallRuleset) -> [FirewallRefusal] {
            rules.chains.values.joined().filter { "\($0)".contains("wrong") }.compactMap { rule in
                rule.comment.map { FirewallRefusal(of: $0, because: "no") }
            }
        }
    }

    private func spec(_ texts: String...) -> Spec {
        var spec = Spec()
        var firewall = Firewall()
        firewall.rules = texts.map { Firewall.RawRule($0) }
        spec.firewall = firewall
        return spec
    }

    /// The findings, once the test is done.
    private func findings(_ test: RuleTest, _ spec: Spec, inForce: Spec? = nil) async -> Int {
        while true {
            if case .findings(let all) = test.answer(for: spec, inForce: inForce) {
                return all.count
            }
            await Task.yield()
        }
    }

    @Test("each new set of rules is tested once, refused ones again at the next attempt")
    func tests() async {
        let count = Mutex(0)
        let test = RuleTest(
            openHost: {
                count.withLock { $0 += 1 }
                return Refusing()
            }, done: {})
        func isFound(_ number: Int) -> Bool { count.withLock { $0 == number } }
        let good = spec("-p tcp -j ACCEPT")
        #expect(await findings(test, Spec()) == 0)
        #expect(await findings(test, good, inForce: good) == 0)
        #expect(isFound(0))
        #expect(await findings(test, good) == 0)
        #expect(await findings(test, good) == 0)
        #expect(isFound(1))
        let bad = spec("-p tcp -j ACCEPT", "-m wrong -j ACCEPT")
        #expect(await findings(test, bad, inForce: good) == 1)
        #expect(isFound(2))
        #expect(await findings(test, bad, inForce: good) == 1)
        #expect(isFound(3))
        #expect(await findings(test, good, inForce: good) == 0)
        #expect(isFound(3))
    }
}
