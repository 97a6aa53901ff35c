import Model

/// A login by which client and server prove to each other that they know the password.
///
/// Passwords are used as UTF-8 bytes, without SASLprep. Source: RFC 5802, RFC 7677.
struct SCRAM {
    /// Maximum number of PBKDF2 rounds; PostgreSQL uses 4,096.
    static let mostRounds = 100_000

    private let password: [UInt8]
    private let name: String
    private let nonce: String
    /// The signature that the server must send; nil before the client's proof.
    private var expectedSignature: [UInt8]?

    /// Creates a login; PostgreSQL uses the name of the startup message and ignores this one.
    init(_ password: String, name: String = "", nonce: String = SCRAM.freshNonce) {
        self.password = Array(password.utf8)
        self.name = name
        self.nonce = nonce
    }

    /// 18 random bytes in base64.
    static var freshNonce: String {
        Base64.encoded((0..<18).map { _ in UInt8.random(in: 0...UInt8.max) })
    }

    /// The first message.
    var first: String { "n,,\(firstBare)" }
    private var firstBare: String { "n=\(name),r=\(nonce)" }

    /// Parses the server's first message; nil when it is invalid.
    func challenge(_ serverFirst: String) -> Challenge? {
        let fields = serverFirst.split(separator: ",", omittingEmptySubsequences: false)
        guard fields.count >= 3, fields[0].hasPrefix("r="), fields[1].hasPrefix("s="),
            fields[2].hasPrefix("i="), let salt = Base64.decoded(fields[1].dropFirst(2)),
            let rounds = Int(fields[2].dropFirst(2)), (1...Self.mostRounds).contains(rounds)
        else { return nil }
        let combined = fields[0].dropFirst(2)
        guard combined.hasPrefix(nonce), combined.utf8.count > nonce.utf8.count else { return nil }
        return Challenge(
            serverFirst: serverFirst, combined: String(combined),
            recipe: .init(password: password, salt: salt, rounds: rounds))
    }

    /// The parsed first message of the server.
    struct Challenge: Sendable {
        fileprivate let serverFirst: String
        fileprivate let combined: String
        /// The input of the salted password, which may take long to compute.
        let recipe: SaltedPasswords.Recipe
    }

    /// The answer to the server's first message.
    mutating func final(to challenge: Challenge, salted: [UInt8]) -> String {
        let bare = "c=biws,r=\(challenge.combined)"
        let signed = Array("\(firstBare),\(challenge.serverFirst),\(bare)".utf8)
        let clientKey = Hashing.hmacSHA256(Array("Client Key".utf8), key: salted)
        let signature = Hashing.hmacSHA256(signed, key: Hashing.sha256(clientKey))
        let serverKey = Hashing.hmacSHA256(Array("Server Key".utf8), key: salted)
        expectedSignature = Hashing.hmacSHA256(signed, key: serverKey)
        return "\(bare),p=\(Base64.encoded(exclusive(clientKey, signature)))"
    }

    /// The answer with the salted password computed synchronously; nil when the message is invalid.
    mutating func final(to serverFirst: String) -> String? {
        guard let challenge = challenge(serverFirst),
            let salted = SaltedPasswords.shared.compute(challenge.recipe)
        else { return nil }
        return final(to: challenge, salted: salted)
    }

    /// Whether the server's last message proves that it knows the password too.
    func isGenuine(_ serverFinal: String) -> Bool {
        guard let expectedSignature, serverFinal.hasPrefix("v=") else { return false }
        let value = serverFinal.dropFirst(2).prefix { $0 != "," }
        return Base64.decoded(value) == expectedSignature
    }
}
