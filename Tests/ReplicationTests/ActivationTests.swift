import Files
import Glibc
import Model
import Seeds
import Testing

@testable import Replication

/// A directory with a document, a state directory, and generations of another node.
private final class Receiver {
    let place: Workplace
    let tree: LocalTree
    let store: ReplicationStore
    private let identity: SigningIdentity
    private var number: UInt64 = 0

    static let document = "ballast.yaml"

    init() throws {
        place = try Workplace()
        mkdir(place.path + "/etc", 0o755)
        tree = LocalTree(document: place.path + "/etc/" + Self.document)
        store = ReplicationStore(directory: place.path + "/state/replication")
        identity = try SigningIdentity.make(place.path + "/author.pem", node: "lb1", now: 0)
    }

    /// A generation whose contents are in the store.
    struct Generation {
        var manifest: Manifest
        var record: GenerationRecord

        var expected: [String: Set<Digest>] {
            Dictionary(
                manifest.entries.map { ($0.path, [$0.digest]) }, uniquingKeysWith: { $1 })
        }
    }

    func generation(
        _ document: String, _ files: [String: String], mode: UInt32 = 0o640
    ) throws -> Generation {
        number += 1
        func entry(_ path: String, _ text: String) throws -> Entry {
            let bytes = Array(text.utf8)
            let digest = Digest(of: bytes)
            try store.objects.put(bytes, as: digest)
            return Entry(path: path, mode: mode, size: bytes.count, digest: digest)
        }
        let manifest = Manifest(
            cluster: "", author: "lb1", vector: VersionVector(["lb1": number]), written: 0,
            program: "1", document: try entry("", document),
            files: try files.map { try entry($0.key, $0.value) })
        var record = GenerationRecord(node: "lb2")
        record.key = "lb2#1"
        record.signed = try identity.sign(manifest)
        record.position = Position(contents: manifest.contents, vector: manifest.vector)
        return Generation(manifest: manifest, record: record)
    }

    func activate(
        _ generation: Generation, after former: Generation? = nil, keeping suffix: String? = nil,
        _ reached: @escaping (Activation.Step) throws(ActivationFailure) -> Void = {
            (_) throws(ActivationFailure) in
        }
    ) throws(ActivationFailure) {
        var activation = Activation(tree, store.objects, store)
        activation.reached = reached
        try activation.activate(
            generation.manifest, generation.record, expecting: former?.expected ?? [:],
            keeping: suffix)
    }

    /// The files of the directory: paths and texts.
    var files: [String: String] { files(in: "etc") }

    private func files(in directory: String) -> [String: String] {
        var found: [String: String] = [:]
        for name in place.names(directory) {
            let path = "\(directory)/\(name)"
            var facts = stat()
            lstat("\(place.path)/\(path)", &facts)
            if facts.st_mode & S_IFMT == S_IFDIR {
                found.merge(files(in: path)) { $1 }
            } else {
                found[String(path.dropFirst(4))] = place.text(path)
            }
        }
        return found
    }
}

@Suite("Activations")
struct ActivationTests {
    private static let former = ["a.pem": "a1", "certs/b.pem": "b1", "old/c/d.pem": "d1"]
    private static let latter = ["a.pem": "a2", "certs/b.pem": "b1", "new/e/f.sh": "f2"]

    private static func all(_ document: String, _ files: [String: String]) -> [String: String] {
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

    @Test("no link, directory, pipe, socket or device is followed or replaced")
    func kinds() throws {
        let kinds: [(String, (String) -> Bool)] = [
            ("link", { symlink("/etc/passwd", $0) == 0 }),
            ("dangling link", { symlink("/nonexistent/x", $0) == 0 }),
            ("directory", { mkdir($0, 0o755) == 0 }), ("pipe", { mkfifo($0, 0o600) == 0 }),
            ("device", { mknod($0, S_IFCHR | 0o600, 259) == 0 }),
        ]
        for (kind, make) in kinds {
            for target in ["ballast.yaml", "a.pem", "certs"] {
                let receiver = try Receiver()
                let path = "\(receiver.place.path)/etc/\(target)"
                // A directory is no obstacle where the generation has one.
                if target == "certs" && kind == "directory" { continue }
                guard make(path) else { continue }
                var (before, after) = (stat(), stat())
                lstat(path, &before)
                let generation = try receiver.generation("one", Self.former)
                do throws(ActivationFailure) {
                    try receiver.activate(generation, keeping: "before-join")
                    Issue.record("\(kind) at \(target) was accepted")
                } catch {
                    guard case .host = error else { throw error }
                }
                lstat(path, &after)
                #expect(before.st_ino == after.st_ino && before.st_mode == after.st_mode)
                #expect(receiver.place.names("etc").filter { $0 != target }
                    .allSatisfy { !$0.hasPrefix(".") && $0 != "a.pem" }, "\(kind) at \(target)")
                #expect(!receiver.store.hasJournal)
            }
        }
    }

    @Test("a directory that leads elsewhere is not entered")
    func directoryLink() throws {
        let receiver = try Receiver()
        mkdir(receiver.place.path + "/elsewhere", 0o755)
        symlink(receiver.place.path + "/elsewhere", receiver.place.path + "/etc/certs")
        let generation = try receiver.generation("one", Self.former)
        #expect(throws: ActivationFailure.self) {
            try receiver.activate(generation, keeping: "before-join")
        }
        #expect(receiver.place.names("elsewhere").isEmpty)
    }

    @Test("a directory that was removed is made again; without its root nothing is activated")
    func removed() throws {
        let receiver = try Receiver()
        let first = try receiver.generation("one", Self.former)
        try receiver.activate(first)
        receiver.place.remove("etc/certs")
        receiver.place.remove("etc/ballast.yaml")
        let second = try receiver.generation("two", Self.former)
        try receiver.activate(second, after: first)
        #expect(receiver.files == Self.all("two", Self.former))
        receiver.place.remove("etc")
        #expect(throws: ActivationFailure.self) {
            try receiver.activate(try receiver.generation("three", [:]), after: second)
        }
        #expect(try receiver.store.record() == second.record)
        mkdir(receiver.place.path + "/etc", 0o755)
        try receiver.activate(second, after: second)
        #expect(receiver.files == Self.all("two", Self.former))
    }

    @Test("damaged contents are found before anything is replaced, and count as missing")
    func damage() throws {
        let receiver = try Receiver()
        let first = try receiver.generation("one", Self.former)
        try receiver.activate(first)
        let second = try receiver.generation("two", Self.latter)
        let digest = Digest(of: "f2".utf8)
        receiver.place.write("f3", to: "state/replication/objects/\(digest)")
        #expect(throws: ActivationFailure.self) { try receiver.activate(second, after: first) }
        #expect(receiver.files == Self.all("one", Self.former))
        #expect(!receiver.store.objects.has(digest, size: 2))
        #expect(!receiver.store.hasJournal)
        #expect(receiver.place.text("state/replication/objects/\(digest)") == nil)
    }

    @Test(
        "a full disk changes nothing, wherever it is",
        .enabled(if: geteuid() == 0), arguments: ["etc", "state"])
    func full(_ directory: String) throws {
        let receiver = try Receiver()
        let first = try receiver.generation("one", Self.former)
        let second = try receiver.generation(
            "two", Self.latter.merging(["big": String(repeating: "x", count: 2 << 20)]) { $1 })
        let target = "\(receiver.place.path)/\(directory == "etc" ? "etc" : "full")"
        mkdir(target, 0o755)
        // A container without the right to mount can't try it.
        guard mount("tmpfs", target, "tmpfs", 0, "size=256k") == 0 else { return }
        defer { umount2(target, Int32(MNT_DETACH)) }
        guard directory == "etc" else {
            let store = ReplicationStore(directory: target + "/replication")
            #expect(throws: HostFailure.self) {
                try store.objects.put([UInt8](repeating: 1, count: 1 << 20), as: Digest(of: [1]))
            }
            #expect(receiver.place.names("full/replication/objects").isEmpty)
            return
        }
        try receiver.activate(first)
        do throws(ActivationFailure) {
            try receiver.activate(second, after: first)
            Issue.record("it was activated")
        } catch {
            guard case .host(let failure) = error else { throw error }
            #expect(failure.errno == "ENOSPC")
        }
        #expect(receiver.files == Self.all("one", Self.former))
        #expect(receiver.place.names("etc").allSatisfy { !$0.hasPrefix(".") })
        #expect(!receiver.store.hasJournal)
    }

    @Test("a document that is a mount point is refused before any file is replaced",
        .enabled(if: geteuid() == 0))
    func mountPoint() throws {
        let receiver = try Receiver()
        receiver.place.write("mounted", to: "source.yaml")
        receiver.place.write("", to: "etc/ballast.yaml")
        let target = receiver.place.path + "/etc/ballast.yaml"
        guard
            mount(receiver.place.path + "/source.yaml", target, nil, UInt(MS_BIND), nil)
                == 0
        else { return }
        defer { umount2(target, Int32(MNT_DETACH)) }
        do throws(ActivationFailure) {
            try receiver.activate(
                try receiver.generationUnchecked("two", Self.latter), keeping: "before-join")
            Issue.record("it was activated")
        } catch {
            guard case .host(let failure) = error else { throw error }
            #expect(failure.reason.contains("mount point"))
        }
        #expect(receiver.files == ["ballast.yaml": "mounted"])
    }
}

extension Receiver {
    fileprivate func generationUnchecked(
        _ document: String, _ files: [String: String]
    ) throws(ActivationFailure) -> Generation {
        do {
            return try generation(document, files)
        } catch {
            throw .host(HostFailure(operation: "make a generation", reason: "\(error)"))
        }
    }
}
