import Addresses
import Files
import Glibc
import HAProxy
import Model
import TestSupport
import TestThreads
import Testing

@testable import Proxies

@Suite("files of a document that HAProxy is given", .timeLimit(.minutes(20)), .ownThreads)
struct ProxyFilesTests {
    private static let loopback = IPAddress.v4(IPv4Address(rawValue: 0x7f00_0001))

    private static func spec(revoked: String) -> Spec {
        Spec(
            sslServices: [
                SSLService(
                    name: "t", listen: [Endpoint(loopback, port: 443)], certificates: ["c"],
                    backend: .endpoint(Endpoint(loopback, port: 80)),
                    clientCertificates: .init(authority: "ca.pem", revoked: revoked))
            ], certificates: [NamedCertificate(name: "c")])
    }

    @Test("HAProxy reads copies, and another content is another copy")
    func copies() throws {
        let folder = try Scratch("authority", name: "ca.pem")
        let list = try Scratch("one", name: "list.crl")
        let files = ProxyFiles()
        func rendered() -> RenderedConfiguration {
            var settings = HAProxySettings(
                directory: "/d", certificateDirectory: "/c",
                documentDirectory: PathName.directory(of: folder.path))
            let spec = Self.spec(revoked: list.path)
            #expect(files.fill(&settings, for: spec, in: folder.path).isEmpty)
            return haproxyConfiguration(for: spec, settings: settings)
        }
        let first = rendered()
        #expect(first.files.contains { $0.contents == "authority" && $0.name.hasSuffix("-ca.pem") })
        let name = try #require(first.files.first { $0.contents == "one" }).name
        #expect(first.text.contains("crl-file /d/\(name)"))
        #expect(!first.text.contains(list.path))
        try list.write("other")
        let second = rendered()
        #expect(second.files.contains { $0.contents == "other" && $0.name != name })
    }

    @Test("a pipe is refused at once, and so is another user's file")
    func refused() throws {
        let folder = try Scratch("authority", name: "ca.pem")
        let pipe = PathName.directory(of: folder.path) + "/pipe.crl"
        #expect(mkfifo(pipe, 0o600) == 0)
        var settings = HAProxySettings(
            directory: "/d", certificateDirectory: "/c",
            documentDirectory: PathName.directory(of: folder.path))
        let spec = Self.spec(revoked: "pipe.crl")
        let refusals = ProxyFiles().fill(&settings, for: spec, in: folder.path)
        #expect(refusals.map { "\($0)" } == ["cannot use \(pipe): it is not a regular file"])
        let text = haproxyConfiguration(for: spec, settings: settings).text
        #expect(!text.contains("crl-file \(pipe)"))
        guard geteuid() == 0 else { return }
        chown(folder.path, 4_711, 0)
        // The document is another file, of root.
        let other = ProxyFiles().fill(&settings, for: spec, in: "/etc/passwd")
        #expect(other.contains { "\($0)".hasSuffix("it belongs to user 4711") })
    }
}
