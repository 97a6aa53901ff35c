import Glibc
import Model
import Testing

@testable import Replication

@Suite("Activations")
struct ActivationTests {
    static let former = ["a.pem": "a1", "certs/b.pem": "b1", "old/c/d.pem": "d1"]
    static let latter = ["a.pem": "a2", "certs/b.pem": "b1", "new/e/f.sh": "f2"]

    static func all(_ document: String, _ files: [String: String]) -> [String: String] {
        files.merging([Receiver.document: document]) { $1 }
    }

    @Test("a generation replaces the former one: new, changed and removed files, modes, the record")
    func whole() throws {
        let receiver = try Receiver()
        let first = try receiver.generation("one", Self.former)
        try receiver.activate(first)
        #expect(receiver.files == Self.all("one", Self.former))
        let second = try receiver.generation("two", Self.latter, mode: 0o750)
        try receiver.activate(second, after: first)
        #expect(receiver.files == Self.all("two", Self.latter))
        #expect(try receiver.store.record() == second.record)
        #expect(try receiver.store.journal() == nil)
        for name in ["etc/ballast.yaml", "etc/new/e/f.sh", "etc/certs/b.pem"] {
            var facts = stat()
            #expect(stat("\(receiver.place.path)/\(name)", &facts) == 0)
            #expect(facts.st_mode & 0o7777 == 0o750, "\(name)")
        }
        #expect(receiver.place.names("etc") == ["a.pem", "ballast.yaml", "certs", "new"])
    }

    /// The steps of an activation of the second generation after the first one.
    private static func steps() throws -> [Activation.Step] {
        let receiver = try Receiver()
        let first = try receiver.generation("one", former)
        try receiver.activate(first)
        let second = try receiver.generation("two", latter)
        var steps: [Activation.Step] = []
        try receiver.activate(second, after: first) { (step) throws(ActivationFailure) in
            steps.append(step)
        }
        return steps
    }

    @Test("a crash at any step, and another one while it is completed, leaves one whole generation")
    func crashes() throws {
        let steps = try Self.steps()
        let committed = try #require(steps.firstIndex(of: .committed))
        #expect(steps.count > 10 && steps.contains(.exchanged("")) && steps.contains(.recorded))
        for crash in steps.indices {
            let seconds = crash < committed ? 0..<0 : 0..<(steps.count - committed)
            for second in [nil] + seconds.map(Optional.some) {
                try Self.crash(at: crash, then: second, isNew: crash >= committed)
            }
        }
    }

    private static func crash(at step: Int, then second: Int?, isNew: Bool) throws {
        let receiver = try Receiver()
        let first = try receiver.generation("one", former)
        try receiver.activate(first)
        let next = try receiver.generation("two", latter)
        var count = 0
        do throws(ActivationFailure) {
            try receiver.activate(next, after: first) { (_) throws(ActivationFailure) in
                if count == step { throw .interrupted }
                count += 1
            }
            Issue.record("it was not interrupted")
        } catch {
            guard case .interrupted = error else { throw error }
        }
        var restart = Activation(receiver.tree, receiver.store.objects, receiver.store)
        if let second {
            count = 0
            restart.reached = { (_) throws(ActivationFailure) in
                if count == second { throw .interrupted }
                count += 1
            }
            // An interruption ends it silently, as a crash does.
            try restart.rollForward()
            restart.reached = { (_) throws(ActivationFailure) in }
        }
        try restart.rollForward()
        let what: Comment = "crash at \(step), then \(second.map { "\($0)" } ?? "none")"
        #expect(receiver.files == (isNew ? all("two", latter) : all("one", former)), what)
        #expect(try receiver.store.record() == (isNew ? next : first).record, what)
        #expect(!receiver.store.hasJournal, what)
        // The next activation works as ever.
        let third = try receiver.generation("three", [:])
        try receiver.activate(third, after: isNew ? next : first)
        #expect(receiver.files == all("three", [:]), what)
    }

    @Test("an activation that can't be completed is replaced by a newer one, crashes included")
    func incomplete() throws {
        for crash in [nil, Activation.Step.prepared, .committed, .exchanged("a.pem"), .recorded] {
            let receiver = try Receiver()
            let first = try receiver.generation("one", Self.former)
            try receiver.activate(first)
            let second = try receiver.generation("two", Self.latter)
            do throws(ActivationFailure) {
                try receiver.activate(second, after: first) { (step) throws(ActivationFailure) in
                    if step == .exchanged("a.pem") { throw .interrupted }
                }
            } catch {}
            // All contents of it are lost.
            for name in receiver.place.names("etc") where name.hasPrefix(".") {
                receiver.place.remove("etc/\(name)")
            }
            receiver.place.remove("state/replication/objects")
            let activation = Activation(receiver.tree, receiver.store.objects, receiver.store)
            #expect(throws: HostFailure.self) { try activation.rollForward() }
            #expect(receiver.store.hasJournal)
            let third = try receiver.generation("three", Self.latter)
            do throws(ActivationFailure) {
                try receiver.activate(third, after: first) { (step) throws(ActivationFailure) in
                    if step == crash { throw .interrupted }
                }
            } catch {}
            try activation.rollForward()
            #expect(receiver.files == Self.all("three", Self.latter))
            #expect(try receiver.store.record() == third.record)
        }
    }

    @Test("an edit between a crash and the next start is kept beside the file")
    func editAfterCrash() throws {
        let receiver = try Receiver()
        let first = try receiver.generation("one", Self.former)
        try receiver.activate(first)
        let second = try receiver.generation("two", Self.latter)
        do throws(ActivationFailure) {
            try receiver.activate(second, after: first) { (step) throws(ActivationFailure) in
                if step == .committed { throw .interrupted }
            }
        } catch {}
        receiver.place.write("mine", to: "etc/ballast.yaml")
        receiver.place.write("my a", to: "etc/a.pem")
        try Activation(receiver.tree, receiver.store.objects, receiver.store).rollForward()
        var wanted = Self.all("two", Self.latter)
        wanted["ballast.yaml.conflict"] = "mine"
        wanted["a.pem.conflict"] = "my a"
        #expect(receiver.files == wanted)
    }

    @Test("an edit that no generation has stops an activation, and a join keeps it beside the file")
    func edits() throws {
        let receiver = try Receiver()
        let first = try receiver.generation("one", Self.former)
        try receiver.activate(first)
        receiver.place.write("mine", to: "etc/ballast.yaml")
        receiver.place.write("my f", to: "etc/new/e/f.sh")
        receiver.place.write("my d", to: "etc/old/c/d.pem")
        let second = try receiver.generation("two", Self.latter)
        do throws(ActivationFailure) {
            try receiver.activate(second, after: first)
            Issue.record("it was activated")
        } catch {
            guard case .edited(let paths) = error else { throw error }
            #expect(paths == ["", "new/e/f.sh"])
        }
        #expect(receiver.place.text("etc/ballast.yaml") == "mine")
        #expect(receiver.place.text("etc/a.pem") == "a1")
        #expect(!receiver.store.hasJournal)
        receiver.place.write("other", to: "etc/ballast.yaml.before-join")
        try receiver.activate(second, after: first, keeping: "before-join")
        var wanted = Self.all("two", Self.latter)
        wanted["ballast.yaml.before-join"] = "other"
        wanted["ballast.yaml.before-join.2"] = "mine"
        wanted["new/e/f.sh.before-join"] = "my f"
        // A file that the new generation does not have, edited here, stays.
        wanted["old/c/d.pem"] = "my d"
        #expect(receiver.files == wanted)
    }
}
