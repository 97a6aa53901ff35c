import Addresses

/// Reads values from outside bytes: nil wherever they do not fit.
extension RawSpan {
    /// The integer at this offset, in host byte order.
    func integer<Value: FixedWidthInteger & BitwiseCopyable>(
        _ type: Value.Type, at offset: Int
    ) -> Value? {
        let size = MemoryLayout<Value>.size
        guard offset >= 0, size <= byteCount, offset <= byteCount - size else { return nil }
        return unsafeLoadUnaligned(fromByteOffset: offset, as: type)
    }

    /// The integer at the beginning of an attribute, in host byte order.
    func integer<Value: FixedWidthInteger & BitwiseCopyable>(
        _ type: Value.Type, of attribute: Attribute
    ) -> Value? {
        guard attribute.value.count >= MemoryLayout<Value>.size else { return nil }
        return integer(type, at: attribute.value.lowerBound)
    }

    /// An attribute with a 64-bit or a 32-bit number; the kernel has both kinds of counters.
    func counter(_ attribute: Attribute) -> UInt64? {
        if let wide = integer(UInt64.self, of: attribute) { return wide }
        return integer(UInt32.self, of: attribute).map { UInt64($0) }
    }

    /// The text of an attribute, up to its first NUL; bytes that are not UTF-8 are replaced.
    func text(_ attribute: Attribute) -> String {
        let bytes = attribute.value.compactMap { integer(UInt8.self, at: $0) }
        return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }

    /// The address at the beginning of an attribute: 4 or 16 bytes in network order.
    func address(_ attribute: Attribute, family: AddressFamily) -> IPAddress? {
        let start = attribute.value.lowerBound
        switch family {
        case .ipv4:
            return integer(UInt32.self, of: attribute).map {
                .v4(IPv4Address(rawValue: UInt32(bigEndian: $0)))
            }
        case .ipv6:
            guard attribute.value.count >= 16, let high = integer(UInt64.self, at: start),
                let low = integer(UInt64.self, at: start + 8)
            else { return nil }
            return .v6(IPv6Address(high: UInt64(bigEndian: high), low: UInt64(bigEndian: low)))
        }
    }
}
