import Addresses
import Glibc
import Model
import TestSupport
import TestThreads
import Testing

@testable import Controller

@Suite("Files that a document names", .ownThreads)
struct DocumentFilesTests {
    @Test("a document whose page is not there is good, with a warning")
    func missingPage() throws {
        let text = """
            version: 1
            virtualAddresses: [{address: 10.0.0.100/24, interface: eth0}]
            holdingPage: {file: nowhere.html}
            services:
              - name: web
                listen: 10.0.0.100:80
                check: connect
                fallback: holdingPage
                servers: [{name: web1, address: 10.0.0.11}]
            """
        let file = try Scratch(text, name: "ballast.yaml")
        let reading = DocumentReading(path: file.path)
        #expect(reading.spec != nil)
        #expect(reading.diagnostics.map(\.code) == [.holdingPageFile])
        #expect(reading.diagnostics.first?.location?.line == 3)
        #expect(DocumentReading(path: file.path, looksAtFiles: false).diagnostics.isEmpty)
    }

    @Test("a page that is too large for proxies is a warning that names it")
    func largePage() throws {
        let file = try Scratch(String(repeating: "x", count: 20_000), name: "page.html")
        func codes(_ page: String, _ fallback: String) throws -> [DiagnosticCode] {
            let text = """
                version: 1
                virtualAddresses: [{address: 10.0.0.100/24, interface: eth0}]
                holdingPage: {\(page)}
                proxies:
                  - name: web
                    listen: 10.0.0.100:80
                    \(fallback)
                    servers: [{name: web1, address: 10.0.0.11:80}]
                """
            let document = try Scratch(text, name: "ballast.yaml")
            let reading = withExtendedLifetime(document) { DocumentReading(path: document.path) }
            #expect(reading.spec != nil)
            #expect(reading.diagnostics.allSatisfy { $0.location?.line == 3 })
            return reading.diagnostics.map(\.code)
        }
        let html = "html: \"\(String(repeating: "x", count: 14_337))\""
        #expect(try codes("file: \(file.path)", "fallback: holdingPage") == [.holdingPageSize])
        #expect(try codes(html, "fallback: holdingPage") == [.holdingPageSize])
        #expect(try codes(html, "check: connect") == [])
    }

    @Test("a pipe that HAProxy would read is a finding at its place")
    func pipe() throws {
        let folder = try Scratch("authority", name: "ca.pem")
        let pipe = folder.folder + "/pipe.crl"
        try #require(mkfifo(pipe, 0o600) == 0)
        let loopback = IPAddress.v4(IPv4Address(rawValue: 0x7f00_0001))
        let spec = Spec(
            sslServices: [
                SSLService(
                    name: "t", listen: [Endpoint(loopback, port: 443)], certificates: ["c"],
                    backend: .endpoint(Endpoint(loopback, port: 80)),
                    clientCertificates: .init(authority: "ca.pem", revoked: "pipe.crl"))
            ], certificates: [NamedCertificate(name: "c")])
        let found = untrustedFiles(of: spec, in: folder.path)
        #expect(found.map(\.code) == [.proxyFileUntrusted])
        #expect(found.first?.path == spec.proxyFilePlaces.last?.path)
    }
}
