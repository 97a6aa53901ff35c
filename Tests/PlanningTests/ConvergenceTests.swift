import Addresses
import Model
import Planning
import Testing

/// That every host gets to what the document wants, whatever happens on the way.
@Suite("Convergence")
struct ConvergenceTests {
    @Test("a host reaches what is desired, and then there is nothing to do")
    func settles() throws {
        try Seeds.forAll { dice in
            var loop = Loop(dice.host(), verdicts: dice.verdicts())
            let spec = dice.spec()
            try loop.settle(spec, &dice)
            try loop.checkReached(spec)
            let again = try loop.plan(spec)
            try claim(again.steps.isEmpty, "there is more to do: \(again.steps)")
        }
    }

    @Test("folding applying over a plan gives what the host has after it")
    func folding() throws {
        try Seeds.forAll { dice in
            var loop = Loop(dice.host(), verdicts: dice.verdicts())
            let spec = dice.spec()
            let before = try loop.observed()
            let plan = try loop.pass(spec)
            var after = before
            for step in plan.steps { after = after.applying(step) }
            after.ledger = loop.ledger
            let real = try loop.observed()
            try claim(after == real, "the host differs from the fold")
            for outcome in loop.host.history {
                // Nothing can be announced on a link that is down.
                if case .address(.announce(let address)) = outcome.step,
                    before.silentInterfaces[address.interface] != nil
                {
                    continue
                }
                try claim(outcome.result == .done, "\(outcome.step): \(outcome.result)")
            }
        }
    }

    @Test("without connections two passes are enough")
    func twoPasses() throws {
        try Seeds.forAll { dice in
            var observed = dice.host()
            for key in observed.services.keys {
                for endpoint in observed.services[key]?.destinations.keys.map({ $0 }) ?? [] {
                    observed.services[key]?.destinations[endpoint]?.connections =
                        ConnectionCounts()
                }
            }
            var loop = Loop(observed, verdicts: dice.verdicts())
            let spec = dice.spec()
            try loop.pass(spec)
            try loop.pass(spec)
            try loop.checkReached(spec)
            let third = try loop.plan(spec)
            try claim(third.steps.isEmpty, "a third pass has \(third.steps)")
        }
    }

    @Test("where nothing leaves the second plan is empty")
    func secondPlan() throws {
        try Seeds.forAll { dice in
            var loop = Loop(
                Observed(interfaces: World.interfaces), verdicts: dice.verdicts())
            let spec = dice.spec()
            try loop.pass(spec)
            let second = try loop.plan(spec)
            try claim(
                second.steps.isEmpty && second.draining.isEmpty, "a second plan has \(second)")
            try loop.checkReached(spec)
        }
    }

    @Test("after a crash at any step the next start converges")
    func crash() throws {
        try Seeds.forAll { dice in
            var loop = Loop(dice.host(), verdicts: dice.verdicts())
            let spec = dice.spec()
            for _ in 0..<dice.number(1...3) {
                let count = try loop.plan(spec).steps.count
                try loop.pass(spec, limit: dice.number(0...count))
            }
            try loop.settle(spec, &dice)
            try loop.checkReached(spec)
        }
    }

    @Test("edits of the document on top of each other converge, crashes between them or not")
    func edits() throws {
        try Seeds.forAll { dice in
            var loop = Loop(dice.host(), verdicts: dice.verdicts())
            for _ in 0..<dice.number(2...5) {
                var spec = dice.spec()
                spec.ownership = .shared
                try loop.pass(spec, limit: dice.chance(50) ? dice.number(0...6) : .max)
                loop.now = loop.now.adding(seconds: dice.number(0...60))
            }
            var last = dice.spec()
            last.ownership = .shared
            try loop.settle(last, &dice)
            // What was foreign and came into a document on the way is ours since.
            let waiting = try loop.plan(last).waiting
            for key in loop.host.state.services.keys
            where loop.foreignServices[key] == nil && !waiting.contains(.service(key)) {
                try claim(
                    last.services.contains { $0.key == key }, "\(key) is left over of an edit")
            }
            try loop.checkReached(last)
        }
    }

    @Test("what the host refuses for a while is done later, and nothing else waits for it")
    func refusals() throws {
        try Seeds.forAll { dice in
            var loop = Loop(dice.host(), verdicts: dice.verdicts())
            let spec = dice.spec()
            let unlucky = dice.number(0...6)
            loop.host.refusal = { step in
                "\(step)".utf8.count % 7 == unlucky
                    ? HostFailure(operation: "\(step)", reason: "no memory", errno: "ENOMEM") : nil
            }
            let plan = try loop.pass(spec)
            try claim(loop.host.history.count == plan.steps.count, "not every step was tried")
            loop.host.refusal = { _ in nil }
            try loop.settle(spec, &dice)
            try loop.checkReached(spec)
        }
    }
}
