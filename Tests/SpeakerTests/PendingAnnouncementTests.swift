import Model
import Testing

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
