import Glibc

@testable import Kernel

/// What a kernel once answered; `Corpus/record.py` wrote it down.
enum Corpus {
    static let names = [
        "addresses", "destinations", "explained", "family", "links", "refusal", "services",
        "success", "timeouts",
    ]

    /// The bytes of one datagram.
    static func bytes(_ name: String) throws -> [UInt8] {
        let directory = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
        let file = open("/\(directory)/Corpus/\(name).bin", O_RDONLY)
        guard file >= 0 else { throw NamespaceError(number: errno) }
        defer { close(file) }
        return [UInt8](unsafeUninitializedCapacity: 65536) { buffer, count in
            count = max(read(file, buffer.baseAddress, buffer.count), 0)
        }
    }

    /// What the body makes of each message of a datagram that is neither nil nor an end.
    static func values<Value>(
        _ bytes: [UInt8], _ body: (NetlinkMessage, RawSpan) -> Value?
    ) -> [Value] {
        let datagram = bytes.span.bytes
        var values: [Value] = []
        var walk = MessageWalk()
        while let message = walk.next(in: datagram) {
            if let value = body(message, datagram) { values.append(value) }
        }
        return values
    }
}
