import Addresses
import Glibc
import Model
import Testing

@testable import Kernel

/// The files of name servers and of programs that configure interfaces.
@Suite("Files of a node's network")
struct NetworkFileTests {
    /// Runs the body with a directory in the place of the root.
    private static func root(_ body: (String) throws -> Void) throws {
        var template = Array("/tmp/ballast-root-XXXXXX".utf8CString)
        let path = try #require(mkdtemp(&template).map { String(cString: $0) })
        defer { _ = try? Namespace.run("rm -r \(path)") }
        try Namespace.run("mkdir -p \(path)/etc \(path)/run/network \(path)/var/tmp/network")
        try body(path)
    }

    private static func nameservers(_ text: String) -> [IPAddress] {
        text.split(separator: " ").compactMap { IPAddress($0) }
    }

    private static let text = """
        # by hand
        search old.example
        nameserver 10.0.0.9
        options timeout:1 attempts:2 edns0
        sortlist 10.0.0.0/255.0.0.0

        """

    @Test("other keys of resolv.conf stay")
    func resolver() throws {
        try Self.root { root in
            try TextFile(path: root + "/etc/resolv.conf", limit: 0).write(Self.text)
            let names = NodeNames(root: root)
            var resolver = names.resolver
            #expect(resolver.nameservers == Self.nameservers("10.0.0.9"))
            resolver.nameservers = Self.nameservers("10.0.0.53 10.0.0.54")
            resolver.search = ["shop.example"]
            try names.write(resolver)
            #expect(
                TextFile(path: root + "/etc/resolv.conf", limit: 4_096).text == """
                    # Written by Ballast, from cluster.nodes[].network.
                    search shop.example
                    nameserver 10.0.0.53
                    nameserver 10.0.0.54
                    # by hand
                    options timeout:1 attempts:2 edns0
                    sortlist 10.0.0.0/255.0.0.0

                    """)
            #expect(names.resolver == resolver, "a second look finds the same")
        }
    }

    @Test("a resolv.conf that is a mount is written in place", .enabled(if: Namespace.isAvailable))
    func mounted() throws {
        try Self.root { root in
            let path = root + "/etc/resolv.conf"
            try TextFile(path: root + "/other", limit: 0).write(Self.text + Self.text)
            try Namespace.run("touch \(path); mount --bind \(root)/other \(path)")
            defer { _ = try? Namespace.run("umount \(path)") }
            let names = NodeNames(root: root)
            try names.write(ResolverState(nameservers: Self.nameservers("10.0.0.53")))
            #expect(
                TextFile(path: root + "/other", limit: 4_096).text
                    == "# Written by Ballast, from cluster.nodes[].network.\nnameserver 10.0.0.53\n"
            )
            #expect(try Namespace.run("ls \(root)/etc") == "resolv.conf\n")
        }
    }

    /// Two objects, as `pickle.dump` of Python 3.11 writes them with its highest protocol.
    private static let pickled: [UInt8] = {
        func text(_ word: String) -> [UInt8] {
            [0x8c, UInt8(word.utf8.count)] + word.utf8 + [0x94]
        }
        func object(_ name: String) -> [UInt8] {
            [0x80, 0x05, 0x95] + [UInt8](repeating: 0, count: 8) + text("ifupdown.iface")
                + text("iface") + [0x93, 0x94, 0x29, 0x81, 0x94, 0x7d, 0x94, 0x28]
                + text("addr_family") + [0x5d, 0x94] + text("name") + text(name) + [
                    0x75, 0x62, 0x2e,
                ]
        }
        return object("eth0") + object("vmbr0")
    }()

    @Test("interfaces of ifupdown and ifupdown2 are recognised")
    func owners() throws {
        try Self.root { root in
            func write(_ bytes: [UInt8], _ path: String) throws {
                let file = try #require(fopen(root + path, "w"))
                defer { fclose(file) }
                #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
            }
            func owner(_ name: String) -> LinkOwner? {
                LinkOwners(root: root).manager(of: name, index: 2)
            }
            #expect(owner("eth0") == nil)
            try write(Array("lo=lo\neth1=eth1\n".utf8), "/run/network/ifstate")
            #expect(owner("eth1") == .ifupdown && owner("eth0") == nil && owner("lo") == nil)
            // It persists, so that it counts only with a sign of this start of the host.
            try write(Self.pickled, "/var/tmp/network/ifstatenew")
            #expect(owner("eth0") == nil)
            try write([], "/run/network/ifstatelock")
            #expect(owner("eth0") == .ifupdown2 && owner("vmbr0") == .ifupdown2)
            #expect(owner("eth2") == nil && owner("eth") == nil)
            try Namespace.run("mv \(root)/var/tmp/network/ifstatenew \(root)/run/network/")
            #expect(owner("eth0") == .ifupdown2)
        }
    }

    @Test("pauses between attempts with a duplicate address double")
    func pauses() throws {
        let address = InterfaceAddress(
            interface: "m1", prefix: try #require(Prefix("2001:db8::1/64")))
        var tries = DuplicateTries()
        func isDue(_ now: Int64, failed: Bool = true, checked: Bool = true) -> Bool? {
            tries.isDue(
                address, hasFailed: failed, isChecked: checked, created: 1_000, now: now)
        }
        #expect(isDue(2_000) == false)
        #expect(isDue(11_000) == true)
        tries.note(address, now: 11_000)
        #expect(isDue(12_000, failed: false, checked: false) == false, "its result is not known")
        #expect(isDue(30_999) == false)
        #expect(isDue(31_000) == true)
        for _ in 1...20 { tries.note(address, now: 40_000) }
        #expect(isDue(639_999) == false)
        #expect(isDue(640_000) == true)
        #expect(isDue(641_000, failed: false) == nil)
        #expect(isDue(641_000) == true, "a later one begins anew, at the age of the address")
        tries.forget(allBut: [])
        #expect(isDue(2_000) == false)
    }
}
