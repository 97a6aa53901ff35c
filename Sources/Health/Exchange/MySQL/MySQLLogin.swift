/// The login of a client to MySQL.
///
/// Source: MySQL's protocol documentation, Protocol::HandshakeResponse41, "Native Authentication"
/// and "Caching SHA-2 Authentication".
enum MySQLLogin {
    static let native = "mysql_native_password"
    static let cachingSHA2 = "caching_sha2_password"

    static let protocol41 = 0x0000_0200
    static let pluginAuthentication = 0x0008_0000
    private static let withDatabase = 0x0000_0008
    /// Capabilities: long passwords, transactions, and authentication data with a length prefix.
    private static let usual = 0x0000_0001 | 0x0000_2000 | 0x0000_8000

    /// The response to a greeting.
    static func response(
        login: String, proof: [UInt8], database: String?, method: String
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        let flags = usual | protocol41 | pluginAuthentication
        bytes.append(little: flags | (database == nil ? 0 : withDatabase), 4)
        bytes.append(little: MessageLimits.message, 4)
        // utf8mb4_general_ci
        bytes.append(45)
        bytes += [UInt8](repeating: 0, count: 23)
        bytes.append(text: login)
        bytes.append(UInt8(proof.count))
        bytes += proof
        if let database { bytes.append(text: database) }
        bytes.append(text: method)
        return bytes
    }

    /// The proof of the password; nil for an unsupported method.
    static func proof(_ password: String, _ nonce: [UInt8], method: String) -> [UInt8]? {
        let password = Array(password.utf8)
        switch method {
        case native:
            if password.isEmpty { return [] }
            let once = Hashing.sha1(password)
            return exclusive(once, Hashing.sha1(nonce + Hashing.sha1(once)))
        case cachingSHA2:
            if password.isEmpty { return [] }
            let once = Hashing.sha256(password)
            return exclusive(once, Hashing.sha256(Hashing.sha256(once) + nonce))
        default: return nil
        }
    }

    /// The password encrypted for this RSA key; nil for an invalid key.
    static func sealed(_ password: String, _ nonce: [UInt8], key: ArraySlice<UInt8>) -> [UInt8]? {
        guard !nonce.isEmpty else { return nil }
        let plain = Array(password.utf8) + [0]
        let pad = plain.indices.map { nonce[$0 % nonce.count] }
        return Hashing.rsa(
            exclusive(plain, pad), pem: String(decoding: key, as: UTF8.self))
    }
}
