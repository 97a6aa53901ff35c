import Addresses
import Testing

@Suite("Endpoints")
struct EndpointTests {
    @Test(
        "text is read, or refused",
        arguments: [
            ("10.0.0.11:80", "10.0.0.11:80"), ("10.0.0.11:0", "10.0.0.11:0"),
            ("10.0.0.11:65535", "10.0.0.11:65535"), ("[2001:DB8::1]:80", "[2001:db8::1]:80"),
            ("[::]:0", "[::]:0"), ("10.0.0.11", nil), ("10.0.0.11:", nil), (":80", nil),
            ("10.0.0.11:65536", nil), ("10.0.0.11:080", nil), ("10.0.0.11:+80", nil),
            ("10.0.0.11:-1", nil), ("2001:db8::1:80", nil), ("[10.0.0.11]:80", nil),
            ("[2001:db8::1]80", nil), ("[2001:db8::1:80", nil), ("[]:80", nil), ("[:80", nil),
            ("", nil), (" 10.0.0.11:80", nil), ("10.0.0.11:80 ", nil), ("web:80", nil),
            ("10.0.0.11:８０", nil), ("[fe80::1%eth0]:80", nil),
        ])
    func text(_ text: String, _ expected: String?) {
        #expect(Endpoint(text)?.description == expected)
    }
}
