import Glibc
import TestSupport
import Testing

@testable import Files

/// The sessions in which commands run.
@Suite("Login sessions")
struct LoginSessionTests {
    /// Starts a shell below processes with these names, and returns its session.
    private func session(below name: String, _ connection: String = "") throws -> LoginSession {
        let folder = try Scratch("", name: "marker")
        let program = "\(folder.folder)/\(name)"
        let script = "sleep 30 >/dev/null & echo $!; exec >/dev/null; wait"
        let text = try shell(
            "cp /bin/bash '\(program)'; unset SSH_CONNECTION; "
                + "(\(connection) '\(program)' -c '\(script)' 2>/dev/null & ) | head -1")
        let process = try #require(pid_t(text.filter(\.isNumber)))
        defer { kill(process, SIGKILL) }
        return LoginSession(of: process)
    }

    @Test("an SSH session is judged by its start and its client")
    func ssh() throws {
        let own = "SSH_CONNECTION=\"192.168.1.5 5000 10.0.0.1 22\""
        let found = try session(below: "sshd", own)
        guard case .ssh(let start) = found.origin else {
            Issue.record("no SSH session: \(found)")
            return
        }
        #expect(found.client == "192.168.1.5")
        #expect(found.objection(since: start) == nil)
        #expect(found.objection(since: start + 1)?.contains("began before") == true)
        for client in ["10.0.0.1 5000 10.0.0.1 22", "127.0.0.1 5000 127.0.0.1 22"] {
            let loop = try session(below: "sshd", "SSH_CONNECTION=\"\(client)\"")
            #expect(loop.objection(since: 0)?.contains("this host itself") == true, "\(loop)")
        }
    }

    @Test("a session counts from the connection, not from the authentication")
    func accepted() throws {
        // The process of the connection begins a session; the one after authentication does not.
        let folder = try Scratch("", name: "marker")
        let program = "\(folder.folder)/sshd"
        let user = "sleep 1; '\(program)' -c 'sleep 30 >/dev/null & echo $!; exec >/dev/null; wait'"
        let text = try shell(
            "cp /bin/bash '\(program)'; export SSH_CONNECTION='192.168.1.5 5000 10.0.0.1 22'; "
                + "(setsid '\(program)' -c \"\(user.replacing("$", with: "\\$")); true\" "
                + "2>/dev/null & ) | head -1")
        let process = try #require(pid_t(text.filter(\.isNumber)))
        defer { kill(process, SIGKILL) }
        let nearest = try #require(
            ProcessEntry(pid: process).life.flatMap { ProcessEntry(pid: $0.parent).life })
        guard case .ssh(let start) = LoginSession(of: process).origin else {
            Issue.record("no SSH session")
            return
        }
        let ticks = Int64(sysconf(Int32(_SC_CLK_TCK)))
        #expect(start <= Int64(nearest.start) * 1000 / ticks - 900)
    }

    @Test("an own address, also another one, is no client, and an unknown client shows nothing")
    func clients() throws {
        for client in ["127.8.8.8", "::1", "::ffff:127.0.0.1"] {
            let found = try session(below: "sshd", "SSH_CONNECTION=\"\(client) 5 10.0.0.1 22\"")
            #expect(found.objection(since: 0)?.contains("this host itself") == true, "\(found)")
        }
        let unknown = try session(below: "sshd")
        #expect(unknown.objection(since: 0)?.contains("is unknown") == true, "\(unknown)")
        let own = try shell("hostname -I 2>/dev/null || true").split { $0.isWhitespace }
        for client in own {
            let found = try session(below: "sshd", "SSH_CONNECTION=\"\(client) 5 10.9.9.9 22\"")
            #expect(found.objection(since: 0)?.contains("this host itself") == true, "\(found)")
        }
    }

    @Test("a session in tmux or screen proves nothing, whatever its variables are")
    func multiplexers() throws {
        for name in ["tmux: server", "screen"] {
            let found = try session(
                below: name, "SSH_CONNECTION=\"192.168.1.5 5000 10.0.0.1 22\"")
            #expect(found.objection(since: 0)?.contains("outlives connections") == true, "\(found)")
        }
    }

    @Test("only a terminal of the machine is a console")
    func terminals() {
        // tty1, ttyS0, hvc0.
        for device: Int32 in [4 << 8 | 1, 4 << 8 | 64, 229 << 8] {
            #expect(LoginSession.isOfMachine(device))
        }
        for device: Int32 in [0, 136 << 8, 143 << 8 | 7, 3 << 8] {
            #expect(!LoginSession.isOfMachine(device))
        }
    }
}
