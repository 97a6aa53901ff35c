import Addresses
import Testing

@Suite("Addresses as text")
struct AddressTextTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var text: String
        /// The canonical text, or nil when the text is no address.
        var canonical: String?

        init(_ text: String, _ canonical: String?) {
            self.text = text
            self.canonical = canonical
        }

        var testDescription: String { text }
    }

    @Test(
        "a network has a broadcast address, unless it is too small, or of IPv6",
        arguments: [
            Case("10.0.0.9/24", "10.0.0.255"), Case("10.0.0.9/30", "10.0.0.11"),
            Case("10.0.0.9/31", nil), Case("10.0.0.9/32", nil), Case("0.0.0.0/0", nil),
            Case("128.0.0.1/1", "255.255.255.255"), Case("2001:db8::/64", nil),
        ])
    func broadcast(_ test: Case) throws {
        let network = try #require(Prefix(test.text))
        #expect(network.broadcast?.description == test.canonical)
    }

    @Test("text is read as an address, or refused", arguments: Case.v4 + Case.v6)
    func address(_ test: Case) {
        #expect(IPAddress(test.text)?.description == test.canonical)
    }

    @Test(
        "text is read as a prefix, or refused",
        arguments: [
            Case("10.0.0.100/24", "10.0.0.100/24"), Case("0.0.0.0/0", "0.0.0.0/0"),
            Case("10.0.0.1/32", "10.0.0.1/32"), Case("2001:DB8::/32", "2001:db8::/32"),
            Case("::/128", "::/128"), Case("10.0.0.1/33", nil), Case("::/129", nil),
            Case("::/256", nil), Case("10.0.0.1", nil), Case("10.0.0.1/", nil),
            Case("10.0.0.1/08", nil), Case("10.0.0.1/+8", nil), Case("10.0.0.1/-1", nil),
            Case("10.0.0.1/255.0.0.0", nil), Case("10.0.0.1/24/24", nil), Case("/24", nil),
            Case("10.0.0.1/ 24", nil), Case("10.0.0.1/٢٤", nil),
        ])
    func prefix(_ test: Case) {
        #expect(Prefix(test.text)?.description == test.canonical)
    }

    @Test(
        "text is read as a MAC address, or refused",
        arguments: [
            Case("00:1b:21:3C:9d:f8", "00:1b:21:3c:9d:f8"),
            Case("ff:ff:ff:ff:ff:ff", "ff:ff:ff:ff:ff:ff"), Case("00:1b:21:3c:9d", nil),
            Case("00:1b:21:3c:9d:f8:00", nil), Case("0:1b:21:3c:9d:f8", nil),
            Case("00-1b-21-3c-9d-f8", nil), Case("+0:1b:21:3c:9d:f8", nil),
            Case("-0:1b:21:3c:9d:f8", nil), Case("00:1b:21:3c:9d:fg", nil), Case("", nil),
            Case("00:1b:21:3c:9d:f8:", nil), Case("é:1b:21:3c:9d:f8", nil),
        ])
    func mac(_ test: Case) {
        #expect(MACAddress(test.text)?.description == test.canonical)
    }
}

extension AddressTextTests.Case {
    static let v4 = [
        Self("10.0.0.1", "10.0.0.1"), Self("0.0.0.0", "0.0.0.0"),
        Self("255.255.255.255", "255.255.255.255"), Self("256.0.0.1", nil),
        Self("10.0.0", nil), Self("10.0.0.1.2", nil), Self("10.0.0.", nil), Self(".10.0.0", nil),
        Self("10..0.1", nil), Self("010.0.0.1", nil), Self("10.0.0.00", nil), Self("", nil),
        Self(" 10.0.0.1", nil), Self("10.0.0.1 ", nil), Self("10.0.0.1\n", nil),
        Self("10.0.0.-1", nil), Self("10.0.0.+1", nil), Self("0xa.0.0.1", nil),
        Self("167772161", nil), Self("10.0.0.99999999999999999999", nil), Self("10.0.0.１", nil),
    ]

    // Mostly from RFC 5952, sections 2 and 4.
    static let v6 = [
        Self("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
        Self("2001:0db8:0000:0000:0001:0000:0000:0001", "2001:db8::1:0:0:1"),
        Self("2001:db8::1:0:0:1", "2001:db8::1:0:0:1"),
        Self("2001:DB8::AAAA", "2001:db8::aaaa"),
        Self("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
        Self("2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
        Self("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"), Self("::", "::"), Self("::1", "::1"),
        Self("1::", "1::"), Self("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
        Self("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"), Self("0:0:0:0:0:0:0:0", "::"),
        Self("::ffff:192.0.2.1", "::ffff:192.0.2.1"), Self("::ffff:c000:201", "::ffff:192.0.2.1"),
        Self("64:ff9b::192.0.2.33", "64:ff9b::c000:221"),
        Self("1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"),
        Self("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
        Self(":", nil), Self(":::", nil), Self("1:2", nil), Self("1:2:3:4:5:6:7", nil),
        Self("1:2:3:4:5:6:7:8:9", nil), Self("1:2:3:4:5:6:7:8::", nil),
        Self("::1:2:3:4:5:6:7:8", nil), Self("1::2::3", nil), Self(":1:2:3:4:5:6:7", nil),
        Self("1:2:3:4:5:6:7:", nil), Self("12345::", nil), Self("g::", nil), Self("+1::", nil),
        Self("::1%eth0", nil), Self("[::1]", nil), Self("::1.2.3", nil), Self("1.2.3.4::", nil),
        Self("::1.2.3.4:5", nil), Self("::01.2.3.4", nil), Self("1:2:3:4:5:6:7:1.2.3.4", nil),
        Self("::1 ", nil), Self("::１", nil),
    ]
}
