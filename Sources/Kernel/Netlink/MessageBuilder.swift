import Addresses
import CNetlink

/// Builds one message at a time with libnl, in a reused buffer.
///
/// Names and numbers from outside are validated before, so a message always fits.
final class MessageBuilder {
    private let message: OpaquePointer
    private static let capacity = 4096

    init() throws(KernelRefusal) {
        guard let message = nlmsg_alloc_size(Self.capacity) else { throw .last }
        self.message = message
    }

    deinit {
        nlmsg_free(message)
    }

    /// Begins a message of this type without attributes.
    func begin(type: UInt16, flags: Int32, sequence: UInt32, port: UInt32) {
        let header = nlmsg_hdr(message)
        header?.pointee.nlmsg_len = UInt32(MessageWalk.headerSize)
        let began = nlmsg_put(message, port, sequence, Int32(type), 0, flags | NLM_F_REQUEST)
        precondition(began != nil, "an empty message has room for its header")
    }

    /// Appends the fixed header that follows the netlink header.
    func append(_ header: some BitwiseCopyable) {
        let code = withUnsafeBytes(of: header) { bytes in
            nlmsg_append(
                message, UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count, 4)
        }
        check(code)
    }

    /// Appends an 8-bit attribute.
    func put(_ type: Int, _ value: UInt8) {
        check(nla_put_u8(message, Int32(type), value))
    }

    /// Appends a 16-bit attribute in host byte order.
    func put(_ type: Int, _ value: UInt16) {
        check(nla_put_u16(message, Int32(type), value))
    }

    /// Appends a 32-bit attribute in host byte order.
    func put(_ type: Int, _ value: UInt32) {
        check(nla_put_u32(message, Int32(type), value))
    }

    /// Appends a text, with its NUL.
    func put(_ type: Int, _ text: String) {
        check(nla_put_string(message, Int32(type), text))
    }

    /// Appends the bytes of a value as in memory.
    func put(_ type: Int, bytesOf value: some BitwiseCopyable) {
        let code = withUnsafeBytes(of: value) { bytes in
            nla_put(message, Int32(type), Int32(bytes.count), bytes.baseAddress)
        }
        check(code)
    }

    /// Appends an address: 4 or 16 bytes in network order.
    func put(_ type: Int, _ address: IPAddress) {
        switch address {
        case .v4(let address): put(type, bytesOf: address.rawValue.bigEndian)
        case .v6(let address):
            put(type, bytesOf: (address.high.bigEndian, address.low.bigEndian))
        }
    }

    /// Appends an attribute with nested attributes.
    func nest(_ type: Int, _ body: () -> Void) {
        let start = nla_nest_start(message, Int32(type))
        precondition(start != nil, "a message fits in its buffer")
        body()
        check(nla_nest_end(message, start))
    }

    /// Calls the body with the bytes of the message.
    func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        let header = nlmsg_hdr(message)
        let length = Int(header?.pointee.nlmsg_len ?? 0)
        return body(UnsafeRawBufferPointer(start: header, count: length))
    }

    private func check(_ code: Int32) {
        precondition(code == 0, "a message fits in its buffer")
    }
}
