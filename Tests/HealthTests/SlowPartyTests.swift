import Addresses
import Dispatch
import Files
import Foundation
import Glibc
import Model
import NIOCore
import NIOPosix
import Testing

@testable import Health

/// Servers on all addresses of 127.0.0.0/8 that speak PostgreSQL as far as a costly challenge.
private final class CostlyLogin: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer
    private let rounds: Int
    private var turn = 0

    init(rounds: Int) {
        self.rounds = rounds
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let text = String(decoding: unwrapInboundIn(data).readableBytesView, as: UTF8.self)
        turn += 1
        switch turn {
        case 1: say(10, Array("SCRAM-SHA-256\0\0".utf8), context)
        case 2:
            let nonce = text.split(separator: "r=").last.map(String.init) ?? ""
            let salt = Base64.encoded((0..<16).map { _ in UInt8.random(in: 0...255) })
            say(11, Array("r=\(nonce)x,s=\(salt),i=\(rounds)".utf8), context)
        default: context.close(promise: nil)
        }
    }

    private func say(_ kind: Int, _ body: [UInt8], _ context: ChannelHandlerContext) {
        var bytes: [UInt8] = [UInt8(ascii: "R")]
        bytes.append(big: body.count + 8, 4)
        bytes.append(big: kind, 4)
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes + body)), promise: nil)
    }
}

@Suite("One slow party and the others", .timeLimit(.minutes(20)))
struct SlowPartyTests {
    @Test("forty servers with costly logins hold up no healthy one")
    func scram() async throws {
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(CostlyLogin(rounds: 20_000))
                }
            }.bind(host: "0.0.0.0", port: 0).get()
        defer { server.close(promise: nil) }
        let port = UInt16(try #require(server.localAddress?.port))
        let peer = try Peer(.hang)
        let healthy = Probe(.connect, at: local(peer.port), timeout: ample)
        let dialogue = DialogueProbe(
            Dialogue(.postgresql, as: .init("probe", password: Secret("a password"))))
        try await withRunner { runner in
            let costly = (1...40).map { number in
                let address = IPv4Address(rawValue: 0x7f02_0000 + UInt32(number))
                let probe = Probe(
                    .dialogue(dialogue), at: Endpoint(.v4(address), port: port),
                    timeout: .seconds(200))
                return Task { try await runner.perform(probe) }
            }
            // The loop answers while a login is computed, so it does not compute it.
            var computing = 0
            while computing == 0 {
                computing = await runner.ask { $0.attempts.values.count(where: \.isComputing) } ?? 0
            }
            #expect(try await runner.perform(healthy).isPassed)
            for task in costly {
                let result = try await task.value
                #expect(result.seen == "a closed connection", "\(result)")
            }
        }
    }

    @Test("a salted password is computed once")
    func kept() throws {
        let recipe = SaltedPasswords.Recipe(
            password: Array("kept".utf8), salt: Array(UUID().uuidString.utf8), rounds: 10)
        let passwords = SaltedPasswords()
        #expect(passwords[recipe] == nil)
        let salted = try #require(passwords.compute(recipe))
        #expect(passwords[recipe] == salted)
        #expect(
            salted == Hashing.pbkdf2(recipe.password, salt: recipe.salt, rounds: recipe.rounds))
    }

    @Test("a file of issuers that is a FIFO, missing or no certificate is said, and stops no check")
    func issuers() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try #require(mkfifo(folder + "/fifo", 0o600) == 0)
        try "nothing".write(toFile: folder + "/text", atomically: true, encoding: .utf8)
        for (file, reason) in [
            ("/fifo", "it is not a regular file"), ("/none", "no such file or directory (ENOENT)"),
            ("/text", "no certificate in PEM form"), ("", "it is not a regular file"),
        ] {
            let settings = TLSSettings(authorities: folder + file)
            let result = try await probe(
                .http(HTTPProbe(tls: settings)), port: 1, timeout: ample)
            #expect(result.outcome == .inconclusive && result.phase == .tls)
            #expect(
                result.seen.hasPrefix("cannot read the trusted issuers in \(folder)"), "\(result)")
            #expect(result.seen.hasSuffix(reason), "\(result)")
        }
    }

    @Test("issuers of another user are not believed", .enabled(if: geteuid() == 0))
    func foreignIssuers() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let file = folder + "/ca.pem"
        try "nothing".write(toFile: file, atomically: true, encoding: .utf8)
        func refusal(_ files: DocumentFiles = DocumentFiles()) -> String {
            do throws(AuthorityFile.Fault) {
                _ = try AuthorityFile.read("ca.pem", known: nil, of: files)
                return ""
            } catch {
                return error.description
            }
        }
        #expect(refusal(DocumentFiles(directory: folder)).isEmpty)
        chown(file, 4_711, 0)
        #expect(
            refusal(DocumentFiles(directory: folder))
                == "cannot read the trusted issuers in \(file): it belongs to user 4711; "
                + "chown root \(file)")
        let owner = TrustedUsers(ids: [0, 4_711])
        #expect(refusal(DocumentFiles(directory: folder, users: owner)).isEmpty)
        chown(folder, 4_712, 0)
        chown(file, 0, 0)
        symlink(file, folder + "/link")
        let link = TLSSettings(authorities: folder + "/link")
        let result = try await probe(.http(HTTPProbe(tls: link)), port: 1, timeout: ample)
        #expect(result.outcome == .inconclusive && result.seen.contains("is a symbolic link"))
    }

    @Test("a check that never ends is given up, and has its next turn")
    func overdue() async throws {
        let silent = try Peer(.hang)
        let probe = Probe(
            .http(HTTPProbe(tls: TLSSettings(verify: false))), at: local(silent.port),
            timeout: .milliseconds(100))
        let limits = RunnerLimits(killPatience: .milliseconds(100))
        try await withRunner(limits: limits) { runner in
            runner.update([probe: .milliseconds(100)])
            // As if it did not hear that its time is over.
            var original: Task<Void, Never>?
            while original == nil {
                original =
                    await runner.ask { runner in
                        guard let attempt = runner.attempts.values.first else { return nil }
                        defer { attempt.task = Task {} }
                        return attempt.task
                    } ?? nil
            }
            var outcomes: [CheckResult.Outcome] = []
            for await report in runner.reports.joined {
                outcomes.append(report.result.outcome)
                if outcomes.suffix(2) == [.inconclusive, .failed] { break }
            }
            original?.cancel()
        }
    }

    @Test("a loop that stands still does not answer, and one that goes on does")
    func standsStill() async throws {
        try await withRunner { runner in
            #expect(await runner.answers(within: ample))
            let held = DispatchSemaphore(value: 0)
            runner.send { _ in held.wait() }
            let answered = await runner.answers(within: .milliseconds(20))
            held.signal()
            #expect(!answered)
            #expect(await runner.answers(within: ample))
        }
    }

    @Test("a check from a virtual address that is not here comes from another address")
    func elsewhere() async throws {
        let peer = try Peer(.say("hello\n"))
        let source = IPAddress.v4(IPv4Address(rawValue: 0xc000_0201))
        let asking = Probe(.connect, at: local(peer.port), from: source, timeout: ample)
        try await withRunner { runner in
            let before = try await runner.perform(asking)
            #expect(before.outcome == .inconclusive, "a source that is no virtual address")
            runner.update([:], virtual: [source])
            #expect(try await runner.perform(asking).isPassed)
            runner.update([asking: .milliseconds(50)], virtual: [source])
            for await report in runner.reports.joined {
                #expect(report.probe == asking && report.result.isPassed)
                break
            }
        }
    }

    @Test("turns that are left out because a lane is full are reported")
    func fullLane() async throws {
        let silent = try Peer(.hang)
        let waits = Probe(
            .tcp(TCPProbe(expect: .text("never"))), at: local(silent.port), timeout: .seconds(200))
        let other = Probe(.connect, at: local(silent.port), timeout: ample)
        try await withRunner(limits: RunnerLimits(sockets: 1)) { runner in
            let holding = Task { try await runner.perform(waits) }
            while await runner.attemptCount == 0 {}
            runner.update([other: .milliseconds(50)])
            for await report in runner.reports.joined {
                #expect(report.probe == other && report.result.outcome == .inconclusive)
                #expect(report.result.seen.hasPrefix("no turn"))
                break
            }
            holding.cancel()
        }
    }

    @Test("a server that does not know EHLO is greeted with HELO, unless extensions are needed")
    func hello() async throws {
        let replies = ["220 old\r\n", "502 no\r\n", "250 old\r\n", "221 bye\r\n"]
        let old = try Peer(.script(replies))
        let plain = DialogueProbe(Dialogue(.smtp))
        #expect(try await probe(.dialogue(plain), port: old.port, timeout: ample).isPassed)
        let login = DialogueProbe(
            Dialogue(.smtp, as: .init("probe", password: Secret("a password"))))
        let refused = try await probe(.dialogue(login), port: old.port, timeout: ample)
        #expect(refused.outcome == .failed && refused.expected == "250 to EHLO", "\(refused)")
        let worse = try Peer(.script(["220 old\r\n", "502 no\r\n", "502 no\r\n"]))
        let hopeless = try await probe(.dialogue(plain), port: worse.port, timeout: ample)
        #expect(hopeless.outcome == .failed && hopeless.expected == "250 to HELO", "\(hopeless)")
    }

    @Test("failures of TLS are in words")
    func words() async throws {
        let plain = try Peer(.say("HTTP/1.0 200 OK\r\n\r\n"))
        let result = try await probe(
            .http(HTTPProbe(tls: TLSSettings(verify: false))), port: plain.port, timeout: ample)
        #expect(result.outcome == .failed && result.phase == .tls)
        #expect(!result.seen.contains("/") && !result.seen.contains("Error"), "\(result)")
        let error = "Error: 268435581 error:1000007d:SSL routines:OPENSSL_internal:"
        let words = TLSWords.reason(error + "CERTIFICATE_VERIFY_FAILED at /src/handshake.cc:422")
        #expect(words.hasPrefix("a certificate that can't be verified: over, self-signed"))
        #expect(TLSWords.reason(error + "BAD_ALERT at /src/x.cc:1") == "bad alert")
    }
}
