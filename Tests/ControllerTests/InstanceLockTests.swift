import Foundation
import Model
import TestSupport
import TestThreads
import Testing

@testable import Controller
@testable import Proxies

@Suite("One controller for each host", .ownThreads)
struct InstanceLockTests {
    private static func refusal(_ runtime: String, _ state: String) -> HostFailure? {
        do throws(HostFailure) {
            try InstanceLock(runtime: runtime, state: state).release()
            return nil
        } catch {
            return error
        }
    }

    @Test("a second controller with one of the same directories is refused, and told by whom")
    func second() throws {
        let scratch = try Scratch()
        let folder = scratch.folder
        let (run, state) = ("\(folder)/run", "\(folder)/state")
        let first = try InstanceLock(runtime: run, state: state)
        let held = [(run, state), (run, "\(folder)/other"), ("\(folder)/other", state)]
        for (runtime, state) in held {
            let refusal = Self.refusal(runtime, state)
            #expect(refusal?.reason == "process \(getpid()) is it already")
        }
        #expect(Self.refusal("\(folder)/other", "\(folder)/another") == nil)
        first.release()
        #expect(Self.refusal(run, state) == nil)
        #expect(Self.refusal(folder, folder) == nil, "both may be one")
    }

    @Test("a daemon in another network namespace with the same directories is refused")
    func otherNamespace() throws {
        guard geteuid() == 0 else { return }
        let scratch = try Scratch(goodDocument)
        let folder = scratch.folder
        let (run, state) = ("\(folder)/run", "\(folder)/state")
        let lock = try InstanceLock(runtime: run, state: state)
        defer { lock.release() }
        let second = try Program.inOtherNetwork(
            "run", "-f", "\(folder)/ballast.yaml", "--runtime", run, "--state", state)
        #expect(second.status == 1)
        #expect(second.error.contains("process \(getpid()) is it already"), "\(second.error)")
    }

    @Test("the files are their owner's only, and links are not followed")
    func files() throws {
        let scratch = try Scratch()
        let folder = scratch.folder
        try InstanceLock(runtime: "\(folder)/run", state: "\(folder)/state").release()
        let facts = try FileManager.default.attributesOfItem(atPath: "\(folder)/run")
        #expect(facts[.posixPermissions] as? Int == 0o750)
        for name in ["run", "state"] {
            let path = "\(folder)/\(name)/controller.lock"
            let facts = try FileManager.default.attributesOfItem(atPath: path)
            #expect(facts[.posixPermissions] as? Int == 0o600)
        }
        let path = "\(folder)/run/controller.lock"
        let target = "\(folder)/ballast.yaml"
        try FileManager.default.removeItem(atPath: path)
        symlink(target, path)
        #expect(Self.refusal("\(folder)/run", "\(folder)/state")?.reason.contains(path) == true)
        #expect(try Data(contentsOf: URL(filePath: target)).isEmpty)
    }

    @Test("a local user can't hold the lock; the process that does is named")
    func strangers() throws {
        guard geteuid() == 0 else { return }
        let scratch = try Scratch()
        let folder = scratch.folder
        let (run, state) = ("\(folder)/run", "\(folder)/state")
        chmod(folder, 0o755)
        try InstanceLock(runtime: run, state: state).release()
        chmod(run, 0o755)
        let path = "\(run)/controller.lock"
        #expect(try Self.flock(path, as: 65_534).status != 0)
        // The file of an older version, which everybody could open.
        chmod(path, 0o644)
        try Data("4194305\n".utf8).write(to: URL(filePath: path))
        let stranger = try Self.holder(of: path, as: 65_534)
        defer {
            kill(stranger.processIdentifier, SIGKILL)
            stranger.waitUntilExit()
        }
        let refusal = try #require(Self.refusal(run, state))
        #expect(
            refusal.reason == "process 4194305, which was it, has ended, but process "
                + "\(stranger.processIdentifier) holds \(path)")
    }

    @Test("a directory or its file that is removed is locked again, unless another process has it")
    func removed() throws {
        let scratch = try Scratch()
        let (run, state) = ("\(scratch.folder)/run", "\(scratch.folder)/state")
        let lock = try InstanceLock(runtime: run, state: state)
        defer { lock.release() }
        #expect(lock.renew().renewed.isEmpty && lock.renew().failures.isEmpty)
        for (path, directory) in [(run, run), ("\(state)/controller.lock", state)] {
            try FileManager.default.removeItem(atPath: path)
            #expect(lock.renew().renewed == [directory])
            #expect(Self.refusal(run, state)?.reason == "process \(getpid()) is it already")
        }
        try FileManager.default.removeItem(atPath: run)
        let other = try InstanceLock(runtime: run, state: "\(scratch.folder)/other")
        #expect(lock.renew().failures.map(\.reason) == ["process \(getpid()) is it already"])
        other.release()
        // A child of another test has its descriptor until it runs its own program.
        var renewed: [String] = []
        for _ in 0..<10_000 where renewed.isEmpty {
            renewed = lock.renew().renewed
            usleep(1_000)
        }
        #expect(renewed == [run])
    }

    @Test("on a file system that is read-only a lock is taken too", arguments: [false, true])
    func readOnly(isNew: Bool) throws {
        guard geteuid() == 0 else { return }
        let scratch = try Scratch()
        let (run, state) = ("\(scratch.folder)/run", "\(scratch.folder)/state")
        mkdir(state, 0o755)
        guard mount("tmpfs", state, "tmpfs", 0, "size=64k,mode=755") == 0 else { return }
        defer { umount2(state, 2) }
        if !isNew { try InstanceLock(runtime: run, state: state).release() }
        func remount(_ flags: MountFlags) throws {
            try #require(mount("tmpfs", state, "tmpfs", flags.rawValue, nil) == 0)
        }
        try remount([.remount, .readOnly])
        let lock = try InstanceLock(runtime: run, state: state)
        let other = "\(scratch.folder)/other"
        #expect(Self.refusal(other, state) != nil)
        #expect(lock.renew().failures.map(\.reason) == ["it is mounted read-only"])
        try remount(.remount)
        #expect(lock.renew().failures.isEmpty && lock.renew().renewed.isEmpty)
        #expect(Self.refusal(other, state)?.reason.contains("\(getpid())") == true)
        lock.release()
        #expect(Self.refusal(other, state) == nil)
    }

    /// Flags of `mount(2)`.
    private struct MountFlags: OptionSet {
        let rawValue: UInt
        static let readOnly = MountFlags(rawValue: 1)
        static let remount = MountFlags(rawValue: 32)
    }

    @Test("directories that another user may change are refused, and said with what to do")
    func directories() throws {
        guard geteuid() == 0 else { return }
        let scratch = try Scratch()
        let folder = scratch.folder
        func make(_ name: String, _ owner: UInt32, _ mode: mode_t) -> String {
            let path = "\(folder)/\(name)"
            mkdir(path, 0o755)
            chown(path, owner, 0)
            chmod(path, mode)
            return path
        }
        let bad = [make("theirs", 1000, 0o755), make("open", 0, 0o777), make("group", 0, 0o775)]
        let inside = bad.map { "\($0)/inside" }
        for (number, path) in (bad + inside).enumerated() {
            // A process that another test starts may hold a lock for a moment after its release.
            let own = "\(folder)/own\(number)"
            for (runtime, state) in [(path, own), (own, path)] {
                let refusal = try #require(Self.refusal(runtime, state), "\(path)")
                #expect(refusal.description.contains("cannot use the directory \(path)"))
                #expect(refusal.remedy?.contains("chown root") == true)
            }
        }
        #expect(throws: HostFailure.self) {
            try CertificateDirectory(path: bad[0]).locked {}
        }
        let sticky = make("sticky", 0, 0o1777)
        #expect(Self.refusal("\(sticky)/run", "\(sticky)/state") == nil, "as below /tmp")
    }

    @Test("the kernel's table of locks gives the holder of an inode")
    func table() {
        let table = """
            1: POSIX  ADVISORY  WRITE 11 00:1a:99 0 EOF
            2: FLOCK  ADVISORY  READ 12 00:1a:98 0 EOF
            2: -> FLOCK  ADVISORY  WRITE 13 00:1a:99 0 EOF
            3: FLOCK  ADVISORY  WRITE 14 00:1a:99 0 EOF
            4: FLOCK
            """
        #expect(LockHolder.holder(of: 99, in: table) == 14)
        #expect(LockHolder.holder(of: 97, in: table) == nil)
    }

    /// A lock that is taken and given back at once.
    private static func flock(_ path: String, as user: Int) throws -> Process {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/setpriv")
        process.arguments =
            ["--reuid", "\(user)", "--regid", "\(user)", "--clear-groups", "/usr/bin/flock", "-s"]
            + [path, "true"]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process
    }

    /// A process that holds a shared lock until it is ended.
    private static func holder(of path: String, as user: Int) throws -> Process {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/setpriv")
        process.arguments =
            ["--reuid", "\(user)", "--regid", "\(user)", "--clear-groups"]
            + ["/usr/bin/flock", "-s", "-F", path, "sh", "-c", "echo; exec sleep 600"]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        // A line: it has the lock.
        _ = try pipe.fileHandleForReading.read(upToCount: 1)
        return process
    }
}

extension Process {
    fileprivate var status: Int32 { terminationStatus }
}
