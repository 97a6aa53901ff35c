/// Returns the HMAC-SHA256 of a message.
///
/// **Source:** RFC 2104.
func authenticationCode(key: [UInt8], _ message: [UInt8]) -> Digest {
    let block = 64
    var key = key.count > block ? Digest(of: key).bytes : key
    key += [UInt8](repeating: 0, count: block - key.count)
    let inner = Digest(of: key.map { $0 ^ 0x36 } + message)
    return Digest(of: key.map { $0 ^ 0x5c } + inner.bytes)
}
