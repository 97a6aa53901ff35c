import Testing

@testable import Kernel

@Suite("Walks over bytes")
struct WalkTests {
    /// Bytes, and the attributes that are found in them.
    struct Case: CustomTestStringConvertible {
        let name: String
        let bytes: [UInt8]
        let found: [Attribute]
        var testDescription: String { name }
    }

    @Test(
        "attributes are found as long as they fit",
        arguments: [
            Case(name: "nothing", bytes: [], found: []),
            Case(name: "too short for a header", bytes: [4, 0, 1], found: []),
            Case(name: "a length of zero", bytes: [0, 0, 1, 0], found: []),
            Case(name: "a length below the header's", bytes: [3, 0, 1, 0], found: []),
            Case(name: "longer than the rest", bytes: [5, 0, 1, 0], found: []),
            Case(
                name: "an empty one", bytes: [4, 0, 1, 0], found: [Attribute(type: 1, value: 4..<4)]
            ),
            Case(
                name: "padding is not part of the value",
                bytes: [5, 0, 1, 0, 9, 0, 0, 0, 4, 0, 2, 0],
                found: [Attribute(type: 1, value: 4..<5), Attribute(type: 2, value: 12..<12)]),
            Case(
                name: "the last one may lack its padding", bytes: [5, 0, 1, 0, 9],
                found: [Attribute(type: 1, value: 4..<5)]),
            Case(
                name: "the nesting bit is no part of the type", bytes: [4, 0, 1, 0x80],
                found: [Attribute(type: 1, value: 4..<4)]),
            Case(
                name: "what follows a wrong one is not looked at",
                bytes: [4, 0, 1, 0, 1, 0, 0, 0, 4, 0, 2, 0],
                found: [Attribute(type: 1, value: 4..<4)]),
        ])
    func attributes(_ sample: Case) {
        let span = sample.bytes.span.bytes
        var walk = AttributeWalk(over: 0..<sample.bytes.count)
        var found: [Attribute] = []
        while let attribute = walk.next(in: span) { found.append(attribute) }
        #expect(found == sample.found)
    }

    @Test("a walk over more than there is finds nothing")
    func beyond() {
        let bytes: [UInt8] = [4, 0, 1, 0]
        var walk = AttributeWalk(over: 0..<8)
        #expect(walk.next(in: bytes.span.bytes) == nil)
    }

    @Test("bytes that are no message end the walk, and are told")
    func messages() {
        let header: [UInt8] = [16, 0, 0, 0, 3, 0, 2, 0, 7, 0, 0, 0, 9, 0, 0, 0]
        let wrong: [[UInt8]] = [[1], Array(header.dropLast()), [15] + header.dropFirst()]
        for tail in wrong + [
            [17] + header.dropFirst(), [255, 255, 255, 255] + header.dropFirst(4),
        ] {
            let bytes = header + tail
            var walk = MessageWalk()
            let first = walk.next(in: bytes.span.bytes)
            #expect(
                first
                    == NetlinkMessage(type: 3, flags: 2, sequence: 7, port: 9, payload: 16..<16))
            #expect(walk.next(in: bytes.span.bytes) == nil)
            #expect(walk.isMalformed)
            #expect(walk.next(in: bytes.span.bytes) == nil)
        }
    }

    @Test("a batch finds its messages by sequence number, also where numbers begin anew")
    func sequences() throws {
        let builder = try MessageBuilder()
        var batch = MessageBatch(byteLimit: 4096)
        batch.clear(next: .max)
        for sequence in [UInt32.max, 0, 1] {
            builder.begin(type: 20, flags: 0, sequence: sequence, port: 0)
            batch.append(builder)
        }
        #expect(
            [UInt32.max, 0, 1, 2, .max - 1].map { batch.index(of: $0) } == [0, 1, 2, nil, nil])
        batch.askForAcknowledgement()
        let flags = Corpus.values(batch.bytes) { message, _ in message.flags }
        #expect(flags == [1, 1, 5])
    }
}
