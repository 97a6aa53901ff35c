/// The first packet of a MySQL or MariaDB server.
///
/// Source: MySQL's protocol documentation, Protocol::HandshakeV10.
struct MySQLGreeting: Equatable {
    /// The version, as named by the server.
    let version: String
    /// Random bytes of the connection.
    let nonce: [UInt8]
    /// The server's preferred authentication method.
    let method: String

    /// Parses the greeting in a packet's payload; nil when it is no greeting.
    init?(_ payload: ArraySlice<UInt8>) {
        var reader = ByteReader(payload)
        guard reader.byte() == 10, let version = reader.text(), reader.bytes(4) != nil,
            let first = reader.bytes(8), reader.byte() != nil, let low = reader.little(2),
            reader.bytes(3) != nil, let high = reader.little(2), let length = reader.byte(),
            reader.bytes(10) != nil
        else { return nil }
        let capabilities = low | high << 16
        guard capabilities & MySQLLogin.protocol41 != 0 else { return nil }
        let count = max(13, Int(length) - 8)
        guard let second = reader.bytes(min(count, reader.rest.count)), second.count >= 12 else {
            return nil
        }
        self.version = Printable.text(version.prefix(60))
        nonce = Array(first + second.prefix(12))
        method =
            capabilities & MySQLLogin.pluginAuthentication != 0
            ? String(
                decoding: reader.rest.prefix { $0 != 0 }.prefix(64), as: UTF8.self)
            : MySQLLogin.native
    }
}

extension MySQLGreeting {
    /// A copy of a greeting with another method.
    init(version: String, nonce: [UInt8], method: String) {
        self.version = version
        self.nonce = nonce
        self.method = method
    }
}
