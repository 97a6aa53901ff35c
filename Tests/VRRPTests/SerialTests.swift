import Addresses
import Seeds
import Testing
import VRRP

@Suite("Serial line")
struct SerialTests {
    private static func message(_ numbers: inout SeededNumbers) -> [UInt8] {
        let bytes: [UInt8] = [0x7e, 0x7d, 0x11, 0x13, 0x5e, 0x5d, 0, 0xff]
        return (0..<Int.random(in: 1...200, using: &numbers)).map { _ in
            numbers.oneIn(3) ? numbers.pick(bytes) : .random(in: 0...255, using: &numbers)
        }
    }

    @Test("the check sequence is that of RFC 1662, and the frame has its flags and escapes")
    func frame() {
        // CRC-16/X-25 of "123456789" is 0x906e.
        let frame = SerialFraming.frame(Array("123456789".utf8))
        #expect(Fixture.hex(frame) == "7e3132333435363738396e907e")
        #expect(Fixture.hex(SerialFraming.frame([0x7e, 0x11])).hasPrefix("7e7d5e7d31"))
    }

    @Test("messages arrive whole, whatever the pieces and the noise between", arguments: 0..<10)
    func pieces(seed: Int) {
        var numbers = SeededNumbers(seed: seed)
        let sent = (0..<30).map { _ in Self.message(&numbers) }
        var line: [UInt8] = []
        for message in sent {
            if numbers.oneIn(3) { line += [1, 2, 3] }
            line += SerialFraming.frame(message)
        }
        var receiver = SerialReceiver()
        var received: [[UInt8]] = []
        while !line.isEmpty {
            let count = Int.random(in: 1...min(40, line.count), using: &numbers)
            received += receiver.receive(line.prefix(count))
            line.removeFirst(count)
        }
        #expect(received == sent)
    }

    @Test(
        "damaged, cut and endless frames are dropped, and the next one is read", arguments: 0..<10)
    func damage(seed: Int) {
        var numbers = SeededNumbers(seed: seed)
        var receiver = SerialReceiver()
        for _ in 0..<50 {
            let message = Self.message(&numbers)
            var frame = SerialFraming.frame(message)
            let place = Int.random(in: 1..<(frame.count - 1), using: &numbers)
            switch Int.random(in: 0..<3, using: &numbers) {
            case 0: frame[place] ^= 1 << UInt8.random(in: 0..<8, using: &numbers)
            case 1: frame.removeSubrange(place..<frame.count)
            default: frame.insert(contentsOf: repeatElement(0x55, count: 5000), at: place)
            }
            #expect(!receiver.receive(frame).contains(message))
            _ = receiver.receive([0x7e])
            #expect(receiver.receive(SerialFraming.frame(message)) == [message])
        }
        #expect(receiver.damaged > 0)
    }

    @Test("a report crosses the line")
    func report() throws {
        let sent = Report(
            routerID: 51, node: NodeID(name: "lb1"), session: 1, sequence: 2, priority: 100,
            interval: .seconds(1), address: ip("10.0.0.1"))
        let empty = Datagram(serialMessage: [])
        let message = sent.datagram(from: empty.source, to: empty.destination).payload
        var receiver = SerialReceiver()
        let received = try #require(receiver.receive(SerialFraming.frame(message)).first)
        let rules = ReceptionRules(version: .three, routerID: 51)
        #expect(try Report(Datagram(serialMessage: received), rules: rules) == sent)
    }
}
