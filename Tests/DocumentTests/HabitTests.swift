import Document
import Model
import Testing

/// Hints for what operators of other programs write.
@Suite("habits")
struct HabitTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let text: String
        let hint: String
        var testDescription: String { text }

        init(_ text: String, _ hint: String) {
            self.text = text
            self.hint = hint
        }
    }

    private static func proxy(_ keys: String) -> String {
        "proxies: [{name: p, listen: \"10.0.0.100:80\", \(keys), "
            + "servers: [{name: a, address: 10.0.1.1}]}]"
    }

    private static func service(_ keys: String) -> String {
        "services: [{name: s, \(keys), servers: [{name: a, address: 10.0.1.1}]}]"
    }

    @Test(
        "one finding, with the remedy that fits",
        arguments: [
            Row(
                proxy("timeouts: {client: 30000}"),
                "write 30000ms, which is 30s: HAProxy's numbers count milliseconds"),
            Row(
                proxy("timeouts: {client: 30}"),
                "write 30ms, or 30s: HAProxy's numbers count milliseconds"),
            Row(
                proxy("slowStart: 1500"), "write 1500ms: HAProxy's numbers count milliseconds"),
            Row("health: {interval: 2000}", "write 2000s, or 2000ms, which is 2s"),
            Row("health: {interval: 30}", "write 30s"),
            Row(
                service("listen: 2001:db8:1::100:80"),
                "write \"[2001:db8:1::100]:80\", or \"[2001:db8:1::100:80]:80\" where 80 belongs "
                    + "to the address"),
            Row(service("listen: 2001:db8:1::100"), "add the port: [2001:db8:1::100]:80"),
            Row(
                service("listen: 010.0.0.101:443"),
                "a number with a leading zero is octal to some programs: write 10.0.0.101:443"),
            Row(
                service("listen: \"10.0.0.100:80\", check: http"),
                "write `check: {type: negotiate, service: http}`"),
            Row(
                service("listen: \"10.0.0.100:80\", check: {type: smtp}"),
                "write `type: negotiate, service: smtp`"),
            Row(
                service("listen: \"10.0.0.100:80\", lb_algo: wrr"), "did you mean \"scheduler\"?"),
            Row(
                "proxies: [{name: p, listen: \"10.0.0.100:80\", "
                    + "servers: [{name: a, address: 10.0.1.1, weight: 257}]}]",
                "in a proxy a weight is 0...256"),
            Row(
                "cluster: {name: c, failover: {advert_int: 1s}}", "did you mean \"interval\"?"),
            Row("cluster: {name: c, failover: {auth_pass: x}}", "did you mean \"password\"?"),
            Row(
                "cluster: {name: c, failover: {auth_hmac: {}}}",
                "did you mean \"authentication\"?"),
            Row(
                "cluster: {name: c, failover: {use_vmac: true}}", "did you mean \"virtualMac\"?"),
            Row(
                "cluster: {name: c, failover: {virtual_router_id: 5}}",
                "did you mean \"virtualRouterId\"?"),
            Row(service("listen: 80"), "add the address: \"10.0.0.100:80\""),
            Row(service("listen: \":443\""), "add the address: \"10.0.0.100:443\""),
            Row(service("listen: 10.0.0.100:http"), "ports are numbers: write 10.0.0.100:80"),
            Row(
                "proxies: [{name: p, listen: \":http\", servers: [{name: a, address: 10.0.1.1}]}]",
                "add the address: \"10.0.0.100:80\", or \"0.0.0.0:80\" for every IPv4 address"),
            Row(
                "proxies: [{name: p, listen: *:80, servers: []}]",
                "a text that begins with * needs quotes; every address is \"0.0.0.0:80\", or "
                    + "\"[::]:80\" for IPv6"),
            Row(
                proxy("routes: [{match: {host: *.shop.example}, answer: {body: x}}]"),
                "a text that begins with * needs quotes: \"*.shop.example\""),
            Row(
                proxy(#"routes: [{match: {path: "\.jpg$"}, answer: {body: x}}]"#),
                #"in double quotes \ begins an escape: use single quotes, '\.jpg$'"#),
            Row(
                service("listen: \"10.0.0.100:80\", forwarding: NAT"), "did you mean \"masq\"?"),
            Row(
                service("listen: \"10.0.0.100:80\", forwarding: DR"), "did you mean \"gate\"?"),
            Row(
                service("listen: \"10.0.0.100:80\", forwarding: TUN"), "did you mean \"ipip\"?"),
        ])
    func hints(_ row: Row) {
        let found = parse(Array("version: 1\n\(row.text)\n".utf8)).diagnostics
        #expect(found.map(\.hint) == [row.hint], "\(found)")
    }
}
