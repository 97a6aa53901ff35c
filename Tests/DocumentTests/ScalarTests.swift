import Document
import Model
import Testing

@Suite("values")
struct ScalarTests {
    /// A value of a key, and what is said of it: code, then hint.
    struct Row: Sendable, CustomTestStringConvertible {
        let value: String
        let code: DiagnosticCode?
        let hint: String?
        var testDescription: String { value }

        init(_ value: String, _ code: DiagnosticCode? = nil, _ hint: String? = nil) {
            self.value = value
            self.code = code
            self.hint = hint
        }
    }

    private static let units = "units are ms, s, m, h and d: 500ms, 10s, 5m, 2h, 1d"

    private func check(_ row: Row, in text: String) {
        let found = parse(Array(text.utf8)).diagnostics
        #expect(found.map(\.code) == [row.code].compactMap { $0 }, "\(found)")
        #expect(found.first?.hint == row.hint, "\(found)")
    }

    @Test(
        "durations have a unit",
        arguments: [
            Row("500ms"), Row("10s"), Row("5m"), Row("1h"), Row("\"10s\""), Row("'10s'"),
            Row("10", .malformed, "write 10s"), Row("1.5s", .malformed, "write 1500ms"),
            Row("1m30s", .malformed, "write 90s"), Row("10 sec", .malformed, "write 10s"),
            Row("5 minutes", .malformed, "write 5m"),
            Row("010s", .malformed, "write 10s"),
            Row("ten", .malformed, units),
            Row("-5s", .malformed, units),
            Row("999999.999d", .malformed, units),
            Row(
                "999999999.999d", .malformed, units),
            Row("2h", .outOfRange), Row("0s", .outOfRange), Row("999999999d", .outOfRange),
            Row("9999999999s", .malformed, units),
            Row("[10s]", .wrongType), Row("!!str 10s"),
            Row("!mine 10s", .wrongType, "remove the tag"),
        ])
    func durations(_ row: Row) {
        check(row, in: "version: 1\nhealth: {interval: \(row.value)}\n")
    }

    @Test(
        "numbers are plain and decimal",
        arguments: [
            Row("0"), Row("65535"), Row("65536", .outOfRange), Row("-1", .outOfRange),
            Row("99999999999999999999999", .outOfRange),
            Row("0x10", .malformed, "write 16"), Row("0o17", .malformed, "write 15"),
            Row("010", .malformed, "some YAML readers take this for octal: write 10"),
            Row("1e3", .malformed, "write 1000"), Row("1_000", .malformed, "write 1000"),
            Row("80:00", .malformed, "some YAML readers take this for a number to base 60"),
            Row("+5", .malformed, "write 5"), Row("1.0", .malformed), Row("five", .malformed),
            Row("\"5\"", .wrongType), Row("!!str 5", .wrongType), Row("!!int 5"),
            Row("~", .wrongType, "write `weight: 1`, or remove the key"),
        ])
    func numbers(_ row: Row) {
        check(
            row,
            in:
                "version: 1\nservices:\n- {name: s, mark: 1, "
                + "servers: [{name: a, address: 10.0.0.1, "
                + "weight: \(row.value)}]}\n")
    }

    @Test(
        "booleans are true and false",
        arguments: [
            Row("true"), Row("false"), Row("yes", .unknownValue, "write `quiescent: true`"),
            Row("off", .unknownValue, "write `quiescent: false`"),
            Row("True", .unknownValue, "write `quiescent: true`"),
            Row("ture", .unknownValue, "write `quiescent: true`"),
            Row("maybe", .unknownValue), Row("\"true\"", .wrongType),
        ])
    func booleans(_ row: Row) {
        check(row, in: "version: 1\nhealth: {quiescent: \(row.value)}\n")
    }

    @Test(
        "an endpoint is an address and a port",
        arguments: [
            Row("10.0.0.1:80"), Row("\"[2001:db8::1]:80\""), Row("10.0.0.1:0"),
            Row("10.0.0.1", .malformed, "add the port: 10.0.0.1:80"),
            Row("\"2001:db8::1\"", .malformed, "add the port: [2001:db8::1]:80"),
            Row(
                "\"1:2:3:4:5:6:7:8:80\"", .malformed,
                "write \"[1:2:3:4:5:6:7:8]:80\", with the quotes"),
            Row("10.0.0.1:65536", .outOfRange), Row("10.0.0.1:080", .malformed),
            Row("10.0.0.256:80", .malformed),
            Row(
                "10.0.0.01:80", .malformed,
                "a number with a leading zero is octal to some programs: write 10.0.0.1:80"),
            Row("web:80", .malformed, "names are not looked up: write the address"),
            Row("10.0.0.0/24:80", .malformed, "a prefix length does not belong here"),
            Row("\"[10.0.0.1]:80\"", .malformed),
            Row("\":80\"", .malformed, "add the address: \"10.0.0.100:80\""),
            Row("\"\"", .malformed),
        ])
    func endpoints(_ row: Row) {
        check(row, in: "version: 1\nservices:\n- {name: s, listen: \(row.value)}\n")
    }

    @Test(
        "a server's address may do without a port",
        arguments: [
            Row("10.0.0.1"), Row("10.0.0.1:80"), Row("2001:db8::1"), Row("\"[2001:db8::1]\""),
            Row("\"[2001:db8::1]:80\""), Row("\"10.0.0.1:\"", .malformed),
            Row("web.example", .malformed, "names are not looked up: write the address"),
        ])
    func serverAddresses(_ row: Row) {
        check(
            row,
            in: "version: 1\nservices:\n- name: s\n  mark: 1\n  servers:\n  - name: a\n"
                + "    address: \(row.value)\n")
    }

    @Test(
        "a netmask is ones, then zeros",
        arguments: [
            Row("255.255.255.0"), Row("255.255.255.255"), Row("128.0.0.0"),
            Row("255.0.255.0", .malformed), Row("0.0.0.0", .malformed), Row("24", .malformed),
        ])
    func netmasks(_ row: Row) {
        check(
            row,
            in:
                "version: 1\nservices:\n- {name: s, mark: 1, "
                + "persistence: {netmask: \(row.value)}}\n"
        )
    }

    @Test(
        "names may be in any script, but for white space and slashes",
        arguments: [
            Row("web-1"), Row("no"), Row("123"), Row("服务器"), Row("\"😀\""),
            Row("null", .wrongType, "write `name: web`, or remove the key"),
            Row("\"a b\"", .malformed), Row("a/b", .malformed), Row("\"\"", .outOfRange),
            Row("\"\\u202e\"", .malformed), Row(String(repeating: "ü", count: 64)),
            Row(String(repeating: "ü", count: 65), .outOfRange),
        ])
    func names(_ row: Row) {
        check(row, in: "version: 1\nservices:\n- {name: \(row.value), mark: 1}\n")
    }
}
