import Model
import Testing
import VRRP

@testable import Speaker

@Suite("Announcements in slices")
struct PendingAnnouncementTests {
    private static func address(_ number: Int, on interface: String) throws -> InterfaceAddress {
        InterfaceAddress(
            interface: interface, prefix: try Node.on("10.9.0.\(number)/32").prefix)
    }

    @Test("a slice ends with its time, and the next one continues after it")
    func slices() throws {
        let list = try (1...20).map { try Self.address($0, on: "eth0") }
        var pending = PendingAnnouncements()
        pending.replace(by: list)
        var sent: [InterfaceAddress] = []
        func send(_ address: InterfaceAddress) -> Bool {
            sent.append(address)
            return true
        }
        #expect(pending.sendSlice(while: { false }, send) == .interrupted)
        #expect(sent.count == 8)
        #expect(pending.sendSlice(while: { true }, send) == .finished)
        #expect(sent == list)
        #expect(pending.sendSlice(while: { true }, send) == .finished)
        #expect(sent.count == 20)
    }

    @Test("a full interface delays no other one, and loses no announcement")
    func fullInterface() throws {
        let list = try (1...20).map { try Self.address($0, on: $0 % 2 == 0 ? "eth0" : "eth1") }
        var pending = PendingAnnouncements()
        pending.replace(by: list)
        var tries = 0
        var sent: Set<InterfaceAddress> = []
        let slice = pending.sendSlice(while: { true }) { address in
            if address.interface == "eth0" {
                tries += 1
                return tries <= 3
            }
            sent.insert(address)
            return true
        }
        #expect(slice == .full)
        #expect(tries == 4, "the others of the interface wait without a try")
        #expect(sent.count == 10)
        #expect(pending.addresses.count == 7)
        pending.add(list)
        #expect(pending.addresses.count == 20)
    }
}

@Suite("Addresses that a node lacks")
struct AddressLackTests {
    private static let start = Moment(.seconds(100))

    @Test("a lack counts after three seconds, and is tried again ever later")
    func lack() {
        var lack = AddressLack()
        func isFault(_ lacked: Bool?, after seconds: Int) -> Bool {
            lack.update(lacked: lacked, isImpossible: false, Self.start + .seconds(seconds))
            return lack.isFault
        }
        #expect(!isFault(true, after: 0))
        #expect(!isFault(true, after: 2))
        #expect(isFault(true, after: 3))
        #expect(isFault(nil, after: 4), "another node has the role")
        #expect(isFault(nil, after: 12))
        #expect(!isFault(nil, after: 13), "this node may try again")
        #expect(!isFault(true, after: 14))
        #expect(isFault(true, after: 17))
        #expect(isFault(nil, after: 36))
        #expect(!isFault(nil, after: 37))
        #expect(!isFault(false, after: 38))
        #expect(!isFault(true, after: 39))
        #expect(isFault(true, after: 42))
        #expect(isFault(nil, after: 51), "ten seconds again, after all were there")
        #expect(!isFault(nil, after: 52))
    }

    @Test("an interface without a family is a fault for as long")
    func impossible() {
        var lack = AddressLack()
        for (seconds, isFault) in [(0, false), (3, true), (500, true)] {
            lack.update(lacked: nil, isImpossible: true, Self.start + .seconds(seconds))
            #expect(lack.isFault == isFault)
        }
        lack.update(lacked: nil, isImpossible: false, Self.start + .seconds(501))
        #expect(!lack.isFault)
    }
}
