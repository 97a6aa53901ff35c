@testable import Document

extension ObjectSite {
    /// The objects of proxies, SSL services and certificates.
    static let proxies: [ObjectSite] = {
        let root = "version: 1\n"
        let proxy = "\(root)proxies: [{name: p, "
        let server = ["name": "x", "address": "10.0.0.2"]
        return [
            ObjectSite(
                table: ProxyFields.table, before: "\(root)proxies: [", after: "]\n",
                path: "proxies[0].", needs: ["name": "p"]),
            ObjectSite(
                table: BalanceFields.table, before: "\(proxy)balance: ", after: "}]\n",
                path: "proxies[0].balance.", needs: ["algorithm": "header", "header": "X"]),
            ObjectSite(
                table: ProxyPersistenceFields.table, before: "\(proxy)persistence: ",
                after: "}]\n", path: "proxies[0].persistence.", needs: ["type": "cookie"],
                companions: ["timeout": ["type": "source"], "ipv6Prefix": ["type": "source"]]),
            ObjectSite(
                table: HeaderFields.table, before: "\(proxy)headers: ", after: "}]\n",
                path: "proxies[0].headers."),
            ObjectSite(
                table: HeaderEditFields.table, before: "\(proxy)headers: {request: ",
                after: "}}]\n", path: "proxies[0].headers.request."),
            ObjectSite(
                table: ProxyProtocolFields.table, before: "\(proxy)proxyProtocol: ",
                after: "}]\n", path: "proxies[0].proxyProtocol.", needs: ["from": "10.0.0.1"]),
            ObjectSite(
                table: RateLimitFields.table, before: "\(proxy)rateLimit: ", after: "}]\n",
                path: "proxies[0].rateLimit."),
            ObjectSite(
                table: ProxyTimeoutFields.table, before: "\(proxy)timeouts: ", after: "}]\n",
                path: "proxies[0].timeouts."),
            ObjectSite(
                table: ProxyServerFields.table, before: "\(proxy)servers: [", after: "]}]\n",
                path: "proxies[0].servers[0].", needs: server),
            ObjectSite(
                table: RouteFields.table, before: "\(proxy)routes: [", after: "]}]\n",
                path: "proxies[0].routes[0].", needs: ["answer": "{}"],
                companions: ["servers": ["answer": ""], "redirect": ["answer": ""]]),
            ObjectSite(
                table: MatchFields.table, before: "\(proxy)routes: [{answer: {}, match: ",
                after: "}]}]\n", path: "proxies[0].routes[0].match."),
            ObjectSite(
                table: RedirectFields.table, before: "\(proxy)routes: [{redirect: ",
                after: "}]}]\n", path: "proxies[0].routes[0].redirect.", needs: ["to": "/"]),
            ObjectSite(
                table: AnswerFields.table, before: "\(proxy)routes: [{answer: ",
                after: "}]}]\n", path: "proxies[0].routes[0].answer."),
        ]
    }()

    /// The objects of SSL services, certificates and of the process.
    static let termination: [ObjectSite] = {
        let root = "version: 1\n"
        let service =
            "\(root)sslServices: [{name: t, listen: 10.0.0.1:443, certificate: c, backend: p, "
        return [
            ObjectSite(
                table: SSLServiceFields.table, before: "\(root)sslServices: [", after: "]\n",
                path: "sslServices[0].",
                needs: [
                    "name": "t", "listen": "10.0.0.1:443", "certificate": "c", "backend": "p",
                ],
                companions: ["certificates": ["certificate": ""], "endpoint": ["backend": ""]]),
            ObjectSite(
                table: HSTSFields.table, before: "\(service)hsts: ", after: "}]\n",
                path: "sslServices[0].hsts."),
            ObjectSite(
                table: ClientCertificateFields.table, before: "\(service)clientCertificates: ",
                after: "}]\n", path: "sslServices[0].clientCertificates.",
                needs: ["ca": "/etc/ssl/ca.pem"]),
            ObjectSite(
                table: CertificateFields.table, before: "\(root)certificates: [", after: "]\n",
                path: "certificates[0].", needs: ["name": "c"]),
            ObjectSite(
                table: ProxyProcessFields.table, before: "\(root)haproxy: ", after: "\n",
                path: "haproxy."),
            ObjectSite(
                table: AccessLogFields.table, before: "\(root)haproxy: {log: ", after: "}\n",
                path: "haproxy.log."),
            ObjectSite(
                table: AdminFields.table, before: "\(root)admin: ", after: "\n", path: "admin."),
            ObjectSite(
                table: StatisticsPageFields.table, before: "\(root)admin: {statisticsPage: ",
                after: "}\n", path: "admin.statisticsPage."),
        ]
    }()
}
