import Addresses
import CNetlink
import Model
import Seeds
import Testing

@testable import Kernel

@Suite("What is packed is what is unpacked")
struct RoundTripTests {
    private func message(
        _ builder: MessageBuilder, _ part: Int, _ body: (MessageBuilder) -> Void
    ) -> [UInt8] {
        builder.begin(type: 28, flags: 0, sequence: 1, port: 0)
        builder.append(genlmsghdr(cmd: 1, version: 1, reserved: 0))
        builder.nest(part) { body(builder) }
        return builder.withBytes { Array($0) }
    }

    @Test("1,000 services", arguments: [1, 2, 3])
    func services(seed: Int) throws {
        var random = SeededNumbers(seed: UInt64(seed))
        let builder = try MessageBuilder()
        for _ in 0..<1000 {
            let service = random.service()
            let bytes = message(builder, IPVS_CMD_ATTR_SERVICE) { service.put(into: $0) }
            let found = Corpus.values(bytes) { message, datagram in
                message.part(IPVS_CMD_ATTR_SERVICE, in: datagram)
                    .flatMap { ObservedService($0, in: datagram) }?.service
            }
            #expect(found == [service], "seed \(seed)")
        }
    }

    @Test("1,000 destinations", arguments: [1, 2, 3])
    func destinations(seed: Int) throws {
        var random = SeededNumbers(seed: UInt64(seed))
        let builder = try MessageBuilder()
        for _ in 0..<1000 {
            let key = random.key()
            let destination = random.destination(of: key)
            let bytes = message(builder, IPVS_CMD_ATTR_DEST) { destination.put(into: $0) }
            let found = Corpus.values(bytes) { message, datagram in
                message.part(IPVS_CMD_ATTR_DEST, in: datagram).flatMap {
                    ObservedDestination($0, of: key.family, in: datagram)
                }?.destination
            }
            #expect(found == [destination], "seed \(seed)")
        }
    }

    @Test("a netmask with holes is no prefix that a document can ask for")
    func holes() throws {
        let builder = try MessageBuilder()
        let service = VirtualService(
            key: try service("tcp 10.0.0.1:80"), persistence: Persistence())
        for mask: [UInt8] in [[255, 0, 255, 0], [0, 255, 255, 255]] {
            var bytes = message(builder, IPVS_CMD_ATTR_SERVICE) { service.put(into: $0) }
            bytes.replaceSubrange(bytes.count - 4..<bytes.count, with: mask)
            let found = Corpus.values(bytes) { message, datagram in
                message.part(IPVS_CMD_ATTR_SERVICE, in: datagram)
                    .flatMap { ObservedService($0, in: datagram) }?.service.persistence
            }
            #expect(found == [Persistence(prefixLength: 255)])
        }
    }
}
