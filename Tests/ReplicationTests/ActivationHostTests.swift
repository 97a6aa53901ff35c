import Files
import Glibc
import Model
import Testing

@testable import Replication

@Suite("Activations on hostile and full disks")
struct ActivationHostTests {
    private typealias Base = ActivationTests

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
                let generation = try receiver.generation("one", Base.former)
                do throws(ActivationFailure) {
                    try receiver.activate(generation, keeping: "before-join")
                    Issue.record("\(kind) at \(target) was accepted")
                } catch {
                    guard case .host = error else { throw error }
                }
                lstat(path, &after)
                #expect(before.st_ino == after.st_ino && before.st_mode == after.st_mode)
                #expect(
                    receiver.place.names("etc").filter { $0 != target }
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
        let generation = try receiver.generation("one", Base.former)
        #expect(throws: ActivationFailure.self) {
            try receiver.activate(generation, keeping: "before-join")
        }
        #expect(receiver.place.names("elsewhere").isEmpty)
    }

    @Test("a directory that was removed is made again; without its root nothing is activated")
    func removed() throws {
        let receiver = try Receiver()
        let first = try receiver.generation("one", Base.former)
        try receiver.activate(first)
        receiver.place.remove("etc/certs")
        receiver.place.remove("etc/ballast.yaml")
        let second = try receiver.generation("two", Base.former)
        try receiver.activate(second, after: first)
        #expect(receiver.files == Base.all("two", Base.former))
        receiver.place.remove("etc")
        #expect(throws: ActivationFailure.self) {
            try receiver.activate(try receiver.generation("three", [:]), after: second)
        }
        #expect(try receiver.store.record() == second.record)
        mkdir(receiver.place.path + "/etc", 0o755)
        try receiver.activate(second, after: second)
        #expect(receiver.files == Base.all("two", Base.former))
    }

    @Test("damaged contents are found before anything is replaced, and count as missing")
    func damage() throws {
        let receiver = try Receiver()
        let first = try receiver.generation("one", Base.former)
        try receiver.activate(first)
        let second = try receiver.generation("two", Base.latter)
        let digest = Digest(of: "f2".utf8)
        receiver.place.write("f3", to: "state/replication/objects/\(digest)")
        #expect(throws: ActivationFailure.self) { try receiver.activate(second, after: first) }
        #expect(receiver.files == Base.all("one", Base.former))
        #expect(!receiver.store.objects.has(digest, size: 2))
        #expect(!receiver.store.hasJournal)
        #expect(receiver.place.text("state/replication/objects/\(digest)") == nil)
    }

    @Test(
        "a full disk changes nothing, wherever it is",
        .enabled(if: geteuid() == 0), arguments: ["etc", "state"])
    func full(_ directory: String) throws {
        let receiver = try Receiver()
        let first = try receiver.generation("one", Base.former)
        let second = try receiver.generation(
            "two", Base.latter.merging(["big": String(repeating: "x", count: 2 << 20)]) { $1 })
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
        #expect(receiver.files == Base.all("one", Base.former))
        #expect(receiver.place.names("etc").allSatisfy { !$0.hasPrefix(".") })
        #expect(!receiver.store.hasJournal)
    }

    @Test(
        "with an immutable or append-only file or directory nothing is replaced or removed",
        .enabled(if: geteuid() == 0),
        arguments: ["ballast.yaml", "c.pem", ""], [UInt32(0x10), 0x20])
    func protected(_ path: String, _ flag: UInt32) throws {
        let receiver = try Receiver()
        let first = try receiver.generation("one", ["a.pem": "a1", "c.pem": "c1"])
        try receiver.activate(first)
        // A file system without these attributes can't try it.
        guard Self.set(flag, of: "\(receiver.place.path)/etc/\(path)") else { return }
        defer { _ = Self.set(0, of: "\(receiver.place.path)/etc/\(path)") }
        let second = try receiver.generation("two", ["a.pem": "a2"])
        do throws(ActivationFailure) {
            try receiver.activate(second, after: first)
            Issue.record("it was activated")
        } catch {
            guard case .host(let failure) = error else { throw error }
            let name = flag == 0x10 ? "immutable" : "append-only"
            #expect(failure.reason.contains(name), "\(failure)")
        }
        #expect(receiver.files == ["ballast.yaml": "one", "a.pem": "a1", "c.pem": "c1"])
        #expect(receiver.place.names("etc").allSatisfy { !$0.hasPrefix(".") })
        #expect(!receiver.store.hasJournal)
        #expect(Self.set(0, of: "\(receiver.place.path)/etc/\(path)"))
        try receiver.activate(second, after: first)
        #expect(receiver.files == ["ballast.yaml": "two", "a.pem": "a2"])
    }

    /// Sets the attributes of a file.
    ///
    /// **Source:** `ioctl_iflags(2)`, FS_IOC_SETFLAGS.
    private static func set(_ flags: UInt32, of path: String) -> Bool {
        let file = open(path, O_RDONLY)
        guard file >= 0 else { return false }
        defer { close(file) }
        var flags = flags
        return ioctl(file, 0x4008_6602, &flags) == 0
    }

    @Test(
        "a document that is a mount point is refused before any file is replaced",
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
                try receiver.generationUnchecked("two", Base.latter), keeping: "before-join")
            Issue.record("it was activated")
        } catch {
            guard case .host(let failure) = error else { throw error }
            #expect(failure.reason.contains("mount point"))
        }
        #expect(receiver.files == ["ballast.yaml": "mounted"])
    }
}
