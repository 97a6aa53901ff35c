import Addresses
import Files
import Foundation
import Glibc
import Model
import Reconciliation
import Seeds
import TestSupport
import TestThreads
import Testing

@testable import PageServer

@Suite("The holding page", .timeLimit(.minutes(20)), .ownThreads)
struct HoldingPageTests {
    /// A service on a free port of the loopback interface.
    private static func spec(
        _ page: HoldingPage = HoldingPage(), family: AddressFamily = .ipv4
    ) throws -> Spec {
        let host = try #require(IPAddress(family == .ipv4 ? "127.0.0.1" : "::1"))
        let endpoint = Endpoint(host, port: ClaimedPorts.free())
        let service = Service(
            name: "web", key: .listen(.tcp, endpoint), check: Check(), fallback: .holdingPage)
        var spec = Spec(services: [service])
        spec.holdingPage = page
        return spec
    }

    /// What curl gets, head and body.
    private static func get(_ spec: Spec, _ options: [String] = []) throws -> String {
        let endpoint = try #require(spec.services[0].key.endpoint)
        let curl = Process()
        curl.executableURL = URL(filePath: "/usr/bin/curl")
        curl.arguments =
            ["-gsi", "--max-time", "60", "-H", "Expect:"] + options
            + ["http://\(endpoint)/shop?a=1"]
        let output = try Scratch()
        curl.standardOutput = try output.handle()
        try curl.run()
        curl.waitUntilExit()
        return try output.text().lowercased()
    }

    @Test(
        "it answers every method with 503, when to come back, and no more",
        arguments: AddressFamily.allCases)
    func answer(family: AddressFamily) throws {
        var pages = HoldingPages(directory: "/nowhere")
        let page = HoldingPage(content: .text("<p>soon"), retryAfter: 90)
        let spec = try Self.spec(page, family: family)
        #expect(pages.serve(spec) == PageReport(served: [spec.services[0].key]))
        #expect(pages.serve(spec) == PageReport(served: [spec.services[0].key]), "it stays")
        let upload = String(repeating: "x", count: 1 << 20)
        let file = try Scratch(upload, name: "upload")
        for options in [[], ["-X", "DELETE"], ["--data-binary", "@\(file.path)"], ["-0"]] {
            let text = try Self.get(spec, options)
            #expect(text.contains("503 service unavailable\r\n"), "\(options)")
            for header in [
                "retry-after: 90", "connection: close", "cache-control: no-store",
                "content-length: 7", "content-type: text/html; charset=utf-8",
            ] {
                #expect(text.contains("\r\n\(header)\r\n"), "\(header) of \(options)")
            }
            #expect(text.hasSuffix("\r\n\r\n<p>soon"))
        }
        #expect(try Self.get(spec, ["-I"]).contains("content-length: 7\r\n"))
        #expect(try Self.get(spec, ["-I"]).contains("<p>soon") == false)
        pages.retire(except: Spec())
    }

    @Test("a file is read again when it changes, and the last good one stays")
    func file() throws {
        let file = try Scratch("<p>noon", name: "holding.html")
        var pages = HoldingPages(directory: file.folder)
        let spec = try Self.spec(HoldingPage(content: .file("holding.html")))
        let key = spec.services[0].key
        func shown() throws -> (Substring, PageReport) {
            // A process that another test starts can inherit the open file for a moment.
            while FileSignature.isBeingWritten(file.path) { usleep(10_000) }
            let report = pages.serve(spec)
            return (try Self.get(spec).suffix(7), report)
        }
        #expect(try shown() == ("<p>noon", PageReport(served: [key])))
        try file.write("<p>five")
        #expect(try shown() == ("<p>five", PageReport(served: [key])))
        try file.write("")
        let empty = try shown()
        #expect(empty.0 == "<p>five")
        #expect(empty.1.failures.map(\.reason) == ["it is empty"])
        try FileManager.default.removeItem(atPath: file.path)
        let gone = try shown()
        #expect(gone.0 == "<p>five" && gone.1.served == [key])
        #expect(gone.1.failures.first?.reason == "No such file or directory (ENOENT)")
        try file.write("<p>four")
        #expect(try shown() == ("<p>four", PageReport(served: [key])))
    }

    @Test("a port that is taken is a failure, and is tried again")
    func taken() throws {
        let spec = try Self.spec()
        let endpoint = try #require(spec.services[0].key.endpoint)
        let other = try pageSocket(at: endpoint)
        var pages = HoldingPages(directory: "/nowhere")
        let report = pages.serve(spec)
        #expect(report.served.isEmpty)
        #expect(report.failures.map(\.reason) == ["Address already in use"])
        close(other)
        #expect(pages.serve(spec).served == [spec.services[0].key])
        #expect(try Self.get(spec).contains("back in a moment"))
    }

    @Test("an address that no interface has can be listened on")
    func elsewhere() throws {
        for address in ["192.0.2.7", "2001:db8:ffff::7"] {
            let endpoint = Endpoint(try #require(IPAddress(address)), port: 80)
            close(try pageSocket(at: endpoint))
        }
    }
}
