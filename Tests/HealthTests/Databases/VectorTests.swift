import Foundation
import Model
import TestThreads
import Testing

@testable import Health

func octets(_ hexadecimal: String) -> [UInt8] {
    let digits = hexadecimal.filter { $0 != " " }
    return stride(from: 0, to: digits.count, by: 2).compactMap {
        let start = digits.index(digits.startIndex, offsetBy: $0)
        return UInt8(digits[start..<digits.index(start, offsetBy: 2)], radix: 16)
    }
}

@Suite("Logins against published examples", .ownThreads)
struct VectorTests {
    @Test("SCRAM-SHA-256 as in RFC 7677 section 3")
    func scram() throws {
        var scram = SCRAM("pencil", name: "user", nonce: "rOprNGfwEbeRWgbNEkqO")
        #expect(scram.first == "n,,n=user,r=rOprNGfwEbeRWgbNEkqO")
        let nonce = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
        #expect(!scram.isGenuine("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="))
        let final = scram.final(to: "r=\(nonce),s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")
        #expect(
            final == "c=biws,r=\(nonce),p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")
        #expect(scram.isGenuine("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="))
        #expect(!scram.isGenuine("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95F4="))
    }

    @Test(
        "SCRAM refuses another nonce, no salt, and rounds without end",
        arguments: [
            "r=other,s=W22Z,i=4096", "r=mine,s=W22Z,i=4096", "r=mine+,s=W22Z,i=0",
            "r=mine+,s=W22Z,i=2147483647", "r=mine+,s=W2!Z,i=4096", "r=mine+,s=W22Z", "",
        ])
    func scramFaults(_ message: String) {
        var scram = SCRAM("right", nonce: "mine")
        #expect(scram.final(to: message) == nil)
    }

    @Test("an Access-Accept as in RFC 2865 section 7.1, and none of its neighbours")
    func radius() {
        let request = RADIUSRequest(
            identifier: 0, authenticator: octets("0f403f9473978057bd83d5cb98f4227a"),
            secret: Array("xyzzy5461".utf8))
        let message = request.message(login: "nemo", password: "arctangent")
        let hidden = octets("02 12 0dbe708d93d413ce3196e43f782a0aee")
        #expect(message[38..<44].elementsEqual(octets("01 06 6e656d6f")))
        #expect(message[44..<62].elementsEqual(hidden))
        let reply = octets(
            "02000026 86fe220e7624ba2a1005f6bf9b55e0b2 060600000001 0f0600000000 0e06c0a80103")
        #expect(request.code(of: reply[...]) == 2)
        for index in reply.indices {
            var other = reply
            other[index] ^= 1
            #expect(request.code(of: other[...]) == nil)
            #expect(request.code(of: reply[..<index]) == nil)
        }
    }

    @Test("a password is padded to a multiple of 16 bytes, and no further")
    func radiusPadding() {
        let request = RADIUSRequest(
            identifier: 0, authenticator: [UInt8](repeating: 7, count: 16), secret: [1])
        for (length, hidden) in [
            (0, 16), (1, 16), (15, 16), (16, 16), (17, 32), (128, 128), (200, 128),
        ] {
            let message = request.message(
                login: "n", password: String(repeating: "p", count: length))
            // After the head, the Message-Authenticator and the name.
            #expect(message[41] == 2 && Int(message[42]) == hidden + 2)
        }
    }

    /// The bytes of a greeting, with 1...20 for a nonce.
    private func greeting(_ method: String) -> [UInt8] {
        var payload: [UInt8] = [10]
        payload.append(text: "8.0.36")
        payload += [7, 0, 0, 0] + (1...8) + [0, 0xff, 0xff, 45, 2, 0, 0xff, 0xdf, 21]
        payload += [UInt8](repeating: 0, count: 10) + (9...20) + [0]
        payload.append(text: method)
        return packet(payload, 0)
    }

    private func packet(_ payload: [UInt8], _ sequence: UInt8) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(little: payload.count, 3)
        return bytes + [sequence] + payload
    }

    private func sent(_ move: Move) -> [UInt8]? {
        switch move {
        case .send(let bytes), .finish(let bytes, _): bytes
        default: nil
        }
    }

    private func mysql(_ password: String) -> MessageExchange<MySQLSpeaker> {
        MessageExchange(
            MySQLSpeaker(
                DialogueProbe(Dialogue(.mysql, as: .init("probe", password: Secret(password))))))
    }

    @Test("caching_sha2_password: the fast way, byte for byte as it is documented")
    func cachingSHA2() throws {
        var exchange = mysql("right")
        _ = exchange.opened()
        let answer = try #require(sent(exchange.received(greeting("caching_sha2_password")[...])))
        let proof = octets(
            "2a08256a9cccb3f6ca91374d3298c837c09aff2c509a94a5cf51e2a25a7916ed")
        let body = Array("probe\0 ".utf8) + proof + Array("caching_sha2_password\0".utf8)
        #expect(answer[3] == 1)
        #expect(answer.suffix(body.count).elementsEqual(body))
        // Fast authentication did it; then OK.
        _ = exchange.received((packet([1, 3], 2))[...])
        guard
            case .finish(let farewell, let finding) =
                exchange.received(packet([0, 0, 0, 2, 0, 0, 0], 3)[...])
        else {
            Issue.record("OK does not conclude")
            return
        }
        #expect(farewell == [1, 0, 0, 0, 1])
        #expect(finding.outcome == .passed)
    }

    @Test("caching_sha2_password: the full way, opened with openssl's key")
    func sealed() async throws {
        let openssl = "/usr/bin/openssl"
        guard FileManager.default.isExecutableFile(atPath: openssl) else {
            return try unavailable("openssl")
        }
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "ballast-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func path(_ name: String) -> String { folder.appending(path: name).path }
        try await RunningServer.run([openssl, "genrsa", "-out", path("key"), "2048"])
        try await RunningServer.run([
            openssl, "rsa", "-in", path("key"), "-pubout", "-out", path("pub"),
        ])

        var exchange = mysql("a password of more than twenty bytes")
        _ = exchange.opened()
        // The account's method is another than the server's first offer, with another nonce.
        _ = exchange.received(greeting("mysql_native_password")[...])
        let change = [0xfe] + Array("caching_sha2_password\0".utf8) + (21...40) + [0]
        let proof = try #require(sent(exchange.received(packet(change, 2)[...])))
        #expect(proof.count == 36 && proof[3] == 3)
        let question = try #require(sent(exchange.received(packet([1, 4], 4)[...])))
        #expect(question == packet([2], 5))
        let key = try [UInt8](Data(contentsOf: folder.appending(path: "pub")))
        let sealed = try #require(sent(exchange.received(packet([1] + key, 6)[...])))
        #expect(sealed.count == 260 && sealed[3] == 7)
        try Data(sealed[4...]).write(to: folder.appending(path: "sealed"))
        try await RunningServer.run([
            openssl, "pkeyutl", "-decrypt", "-inkey", path("key"), "-pkeyopt",
            "rsa_padding_mode:oaep", "-in", path("sealed"), "-out", path("plain"),
        ])
        let plain = try [UInt8](Data(contentsOf: folder.appending(path: "plain")))
        let opened = plain.enumerated().map { $1 ^ UInt8(21 + $0 % 20) }
        #expect(opened == Array("a password of more than twenty bytes\0".utf8))

        guard
            case .done(let refused) = exchange.received(
                packet(
                    [0xff, 0x15, 0x04] + Array("#28000a password of more than twenty bytes".utf8), 8
                )[
                    ...])
        else {
            Issue.record("an error does not conclude")
            return
        }
        #expect(refused.seen == "error 1045 (28000): (secret)")
    }

    @Test("mysql_native_password, byte for byte as it is documented")
    func native() throws {
        var exchange = mysql("right")
        _ = exchange.opened()
        let answer = try #require(sent(exchange.received(greeting("mysql_native_password")[...])))
        let body =
            [20] + octets("53ec71191f6bfdf1d1125c0244a52b5a383cbe85")
            + Array("mysql_native_password\0".utf8)
        #expect(answer.suffix(body.count).elementsEqual(body))
    }
}
