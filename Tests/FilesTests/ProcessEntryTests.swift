import Glibc
import Testing

@testable import Files

@Suite("Processes of this host")
struct ProcessEntryTests {
    /// A child for the length of a test.
    private struct Child: ~Copyable {
        let pid: pid_t

        init(_ words: [String]) throws {
            pid = try ChildProcess.start(words, output: .file("/dev/null"))
        }

        deinit {
            kill(pid, SIGKILL)
            var status: Int32 = 0
            waitpid(pid, &status, 0)
        }
    }

    private func eventually(_ isSo: () -> Bool) -> Bool {
        for _ in 0..<1000 {
            if isSo() { return true }
            usleep(10_000)
        }
        return false
    }

    @Test("this process has its parent, its user, its arguments and its network")
    func own() throws {
        let entry = ProcessEntry(pid: getpid())
        #expect(entry.life?.parent == getppid())
        #expect(entry.life?.isOver == false)
        #expect(entry.user == geteuid())
        #expect(entry.words.map(String.init) == CommandLine.arguments)
        #expect(entry.isInThisNetwork == true)
        let all = try #require(ProcessEntry.all())
        #expect(all.contains(entry) && all.map(\.pid) == all.map(\.pid).sorted())
    }

    @Test("a child is found by its words, and seen stopped and ended")
    func child() throws {
        let child = try Child(["/bin/sleep", "4711"])
        let entry = ProcessEntry(pid: child.pid)
        // The kernel sets the name before the arguments.
        #expect(eventually { entry.words == ["/bin/sleep", "4711"] })
        #expect(entry.name == "sleep")
        kill(child.pid, SIGSTOP)
        #expect(eventually { entry.life?.state == "T" })
        kill(child.pid, SIGKILL)
        #expect(eventually { entry.life?.isOver == true })
    }

    @Test("a process that is not there has nothing")
    func none() {
        let entry = ProcessEntry(pid: pid_t.max)
        #expect(entry.name == nil && entry.life == nil && entry.user == nil)
        #expect(entry.words.isEmpty)
        #expect(entry.isInThisNetwork == nil)
    }

    @Test("a process in another network namespace is not in this one", .enabled(if: geteuid() == 0))
    func network() throws {
        let child = try Child(["/usr/bin/unshare", "--net", "/bin/sleep", "4711"])
        let entry = ProcessEntry(pid: child.pid)
        #expect(eventually { entry.name == "sleep" })
        #expect(entry.isInThisNetwork == false)
    }

    /// Lines of `/proc/PID/stat`: the name is as the process wants it.
    @Test(
        "a name with parentheses and spaces does not shift the fields",
        arguments: ["sh", "a b", "x) S 1", "((", ""])
    func name(_ name: String) throws {
        let rest = (4...52).map { "\($0)" }.joined(separator: " ")
        let life = try #require(ProcessEntry.Life("77 (\(name)) Z \(rest)\n"))
        #expect(life.state == "Z" && life.isOver)
        #expect(life.parent == 4)
        #expect(life.start == 22)
    }

    @Test("a line that is cut has no life", arguments: ["", "77 (sh", "77 (sh) S 1 2 3"])
    func cut(_ line: String) {
        #expect(ProcessEntry.Life(line) == nil)
    }

    @Test("a text is read from an offset, up to a limit, and no further")
    func text() throws {
        let path = "/tmp/ballast-text.\(getpid())"
        defer { unlink(path) }
        try writeAtomically(Array("0123456789".utf8), to: path)
        #expect(readText(path) == "0123456789")
        #expect(readText(path, from: 3, limit: 4) == "3456")
        #expect(readText("\(path).none") == nil)
        #expect(names(in: "\(path).none") == nil)
        #expect(names(in: "/proc/self/fd")?.contains("0") == true)
    }
}
