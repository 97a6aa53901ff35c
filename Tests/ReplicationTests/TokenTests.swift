import Testing

@testable import Replication

@Suite("Tokens and signatures")
struct TokenTests {
    let place: Workplace
    let store: ReplicationStore
    let issuer = Fingerprint(certificate: [1])
    let joiner = Fingerprint(certificate: [2])

    init() throws {
        place = try Workplace()
        store = ReplicationStore(directory: place.path + "/replication")
    }

    private func isSpent(_ proof: Digest, by name: String = "lb2", now: Int64 = 100) throws -> Bool
    {
        try store.spend(proof, server: issuer, joiner: joiner, name: name, now: now)
    }

    @Test("the text of a token is parsed to the same token; any other text is none")
    func text() throws {
        let token = JoinToken(issuer: issuer, node: "länge 1")
        #expect(JoinToken("\(token)") == token)
        #expect(JoinToken(" \n\(token)\n") == token)
        #expect("\(token)".utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != 0x2b && $0 != 0x2f })
        for text in ["x", String("\(token)".dropLast(20)), "\(token)".uppercased()] {
            #expect(JoinToken(text) != token, "\(text)")
        }
        #expect(JoinToken("") == nil)
        #expect(JoinToken(String(repeating: "A", count: 100_000)) == nil)
    }

    @Test("HMAC-SHA256 is that of RFC 4231")
    func authentication() {
        let code = authenticationCode(
            key: Array("Jefe".utf8), Array("what do ya want for nothing?".utf8))
        #expect(code.hex == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
        let long = authenticationCode(
            key: [UInt8](repeating: 0xaa, count: 131),
            Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8))
        #expect(long.hex == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
    }

    @Test("a token is valid once, for its time, its node and its name")
    func once() throws {
        let token = try store.issue(by: issuer, node: "lb1", now: 100)
        let proof = token.proof(server: issuer, joiner: joiner, name: "lb2")
        #expect(try !isSpent(proof, now: 100 + JoinToken.lifetime))
        let other = try store.issue(by: issuer, node: "lb1", now: 100)
        let second = other.proof(server: issuer, joiner: joiner, name: "lb2")
        #expect(try !isSpent(second, by: "lb3"))
        #expect(try isSpent(second))
        #expect(try !isSpent(second))
    }

    @Test("a token that was issued while the clock was ahead is not valid once it is right")
    func clockAhead() throws {
        let token = try store.issue(by: issuer, node: "lb1", now: 100 + 86_400)
        let proof = token.proof(server: issuer, joiner: joiner, name: "lb2")
        #expect(try !isSpent(proof, now: 100))
        let corrected = try store.issue(by: issuer, node: "lb1", now: 100 + 60)
        #expect(try isSpent(corrected.proof(server: issuer, joiner: joiner, name: "lb2"), now: 100))
    }

    @Test("wrong proofs do not end the validity of a token")
    func guesses() throws {
        let token = try store.issue(by: issuer, node: "lb1", now: 100)
        let proof = token.proof(server: issuer, joiner: joiner, name: "lb2")
        for number in 0..<50 { #expect(try !isSpent(Digest(of: [UInt8(number)]))) }
        #expect(try isSpent(proof))
    }

    @Test("the secret of a token is not on disk")
    func secret() throws {
        let token = try store.issue(by: issuer, node: "lb1", now: 100)
        let text = try #require(place.text("replication/tokens.json"))
        let secret = token.secret.map { String($0, radix: 16) }.joined()
        #expect(!text.contains("\(token)") && !text.contains(secret))
        #expect(text.contains(token.key.hex))
    }

    @Test("a manifest is signed by its identity alone, and only as it is")
    func signatures() throws {
        let path = place.path + "/peer.pem"
        let identity = try SigningIdentity.make(path, node: "lb1", now: 1_764_331_435)
        let other = try SigningIdentity.make(place.path + "/b.pem", node: "lb2", now: 0)
        let manifest = Manifest(
            cluster: "", author: "lb1", vector: VersionVector(["lb1": 1]), written: 1,
            program: "1", document: Entry(mode: 0o600, size: 0, digest: Digest(of: [])), files: [])
        let signed = try identity.sign(manifest)
        #expect(SigningIdentity.verifies(signed, by: identity.certificate))
        #expect(!SigningIdentity.verifies(signed, by: other.certificate))
        #expect(!SigningIdentity.verifies(signed, by: []))
        var bytes = signed.bytes
        bytes[bytes.count - 2] ^= 1
        let changed = SignedManifest(
            bytes: bytes, signature: signed.signature, signer: signed.signer)
        #expect(!SigningIdentity.verifies(changed, by: identity.certificate))
        #expect(SignedManifest(encoded: signed.encoded()) == signed)
        #expect(try SigningIdentity.load(path) == identity)
        #expect(
            PeerRecord(name: "lb1", certificate: identity.certificate, since: 0).fingerprint
                == identity.fingerprint)
        #expect(identity.certificate.count < PeerRecord.certificateLimit)
    }

    @Test("an identity that others can read, or that is none, is refused")
    func identities() throws {
        let path = place.path + "/peer.pem"
        #expect(try SigningIdentity.load(path) == nil)
        place.write("nothing", to: "peer.pem", mode: 0o600)
        #expect(throws: (any Error).self) { try SigningIdentity.load(path) }
        _ = try SigningIdentity.make(path, node: "lb1", now: 0)
        let text = try #require(place.text("peer.pem"))
        place.write(text, to: "peer.pem", mode: 0o640)
        #expect(throws: (any Error).self) { try SigningIdentity.load(path) }
    }
}
