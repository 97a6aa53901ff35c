import Addresses
import Model
import Testing

@Suite("Service keys")
struct ServiceKeyTests {
    @Test(
        "a key's text is read as the same key",
        arguments: [
            "tcp 10.0.0.1:80", "udp 10.0.0.1:0", "sctp [2001:db8::1]:9", "mark 7", "mark 0",
            "mark 4294967295", "mark 7 ipv6",
        ])
    func text(_ text: String) {
        #expect(ServiceKey(text)?.description == text)
    }

    @Test(
        "anything else is no key",
        arguments: [
            "", " ", "tcp", "tcp 10.0.0.1", "tcp  10.0.0.1:80", " tcp 10.0.0.1:80",
            "tcp 10.0.0.1:80 ", "TCP 10.0.0.1:80", "icmp 10.0.0.1:80", "mark", "mark -1",
            "mark +7", "mark 007", "mark 4294967296", "mark 7 ipv4", "mark 7 ipv6 x",
            "tcp 10.0.0.1:80 ipv6",
        ])
    func noKey(_ text: String) {
        #expect(ServiceKey(text) == nil)
    }

    @Test("keys sort by address, port and protocol, marks after them")
    func order() {
        let sorted = [
            "tcp 9.0.0.1:443", "tcp 10.0.0.1:80", "udp 10.0.0.1:80", "tcp 10.0.0.1:443",
            "tcp [::1]:80", "mark 1", "mark 1 ipv6", "mark 2",
        ].compactMap { ServiceKey($0) }
        #expect(sorted.count == 8)
        #expect(sorted.reversed().sorted() == sorted)
    }

    @Test("a key knows its parts")
    func parts() throws {
        let listen = try #require(ServiceKey("udp [2001:db8::1]:53"))
        #expect(listen.transport == .udp)
        #expect(listen.endpoint?.port == 53)
        #expect(listen.family == .ipv6)
        let mark = try #require(ServiceKey("mark 7 ipv6"))
        #expect(mark.transport == nil)
        #expect(mark.endpoint == nil)
        #expect(mark.family == .ipv6)
    }
}
