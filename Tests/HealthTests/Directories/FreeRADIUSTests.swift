import Foundation
import Model
import TestThreads
import Testing

@testable import Health

@Suite("Checks of a real FreeRADIUS", .ownThreads)
struct FreeRADIUSTests {
    private static func with(_ body: (RunningServer) async throws -> Void) async throws {
        let program = "/usr/sbin/freeradius"
        try await RunningServer.with([program]) { server in
            let folder = server.folder.path
            try server.write(
                """
                name = radiusd
                localstatedir = \(folder)
                raddbdir = \(folder)
                run_dir = \(folder)
                logdir = \(folder)
                libdir = /usr/lib/freeradius
                pidfile = \(folder)/pid
                security { reject_delay = 0
                  status_server = no }
                client here { ipaddr = 127.0.0.1
                  secret = shared
                  require_message_authenticator = yes }
                modules {
                  pap { }
                  files { usersfile = \(folder)/users }
                }
                server default {
                  listen { type = auth
                    ipaddr = 127.0.0.1
                    port = \(server.port) }
                  authorize {
                    files
                    pap
                  }
                  authenticate {
                    Auth-Type PAP {
                      pap
                    }
                  }
                }

                """, to: "radiusd.conf")
            try server.write("$INCLUDE /usr/share/freeradius/dictionary\n", to: "dictionary")
            try server.write(
                "probe Cleartext-Password := \"right, and longer than one block\"\n", to: "users")
            return RunningServer.Start(
                command: [
                    program, "-f", "-d", folder, "-n", "radiusd", "-l", server.path("log"),
                ],
                isReady: {
                    let log = try? String(contentsOfFile: server.path("log"), encoding: .utf8)
                    return log?.contains("Ready to process requests") ?? false
                })
        } _: {
            try await body($0)
        }
    }

    @Test("a login and a stranger: right, wrong password, wrong secret")
    func dialogues() async throws {
        try await Self.with { server in
            func result(
                _ login: String?, _ password: String?, secret: String = "shared",
                timeout: Duration = ample
            ) async throws -> CheckResult {
                let dialogue = Dialogue(
                    .radius,
                    as: .init(login, password: password.map { Secret($0) }, secret: Secret(secret)),
                    over: .init(.udp))
                let result = try await probe(
                    .dialogue(DialogueProbe(dialogue)), port: server.port, timeout: timeout)
                await expectClosed(connectionsTo: server.port)
                return result
            }
            let right = try await result("probe", "right, and longer than one block")
            #expect(right.isPassed, "\(right)")
            #expect(right.seen == "Access-Accept")
            let stranger = try await result(nil, nil)
            #expect(stranger.isPassed, "\(stranger)")
            #expect(stranger.seen == "Access-Reject")
            let wrong = try await result("probe", "wrong")
            #expect(wrong.outcome == .failed && wrong.phase == .match, "\(wrong)")
            #expect(wrong.seen == "Access-Reject")
            let unknown = try await result(
                nil, nil, secret: "other", timeout: .milliseconds(500))
            #expect(unknown.outcome == .failed && unknown.phase == .receive, "\(unknown)")
        }
    }

    @Test("silence and echoes are no answers", arguments: [true, false])
    func faults(_ answers: Bool) async throws {
        let peer = try DatagramPeer(answers: answers)
        let dialogue = Dialogue(.radius, as: .init(secret: Secret("shared")), over: .init(.udp))
        let result = try await probe(
            .dialogue(DialogueProbe(dialogue)), port: peer.port, timeout: .milliseconds(300))
        #expect(result.outcome == .failed && result.phase == .receive, "\(result)")
        #expect(
            result.seen
                == (answers ? "1 without it" : "nothing, as from a server with another secret"))
    }
}
