import Glibc
import Model
import TestThreads
import Testing

@testable import Kernel

/// The programs that configure interfaces, by their files below a folder in place of `/`.
@Suite("Managers of interfaces", .ownThreads)
struct LinkOwnerTests {
    /// A folder in place of the root.
    private final class Root {
        let path = "/tmp/link-owners-\(getpid())-\(UInt64.random(in: 0 ... .max))"

        deinit { _ = try? Namespace.run("rm -rf \(path)") }

        func write(_ text: String, to name: String) throws {
            let place = "\(path)/\(name)"
            let folder = place.split(separator: "/").dropLast().joined(separator: "/")
            try Namespace.run("mkdir -p '/\(folder)'")
            let file = try #require(fopen(place, "we"))
            fputs(text, file)
            fclose(file)
        }

        func manager(of name: String, _ index: Int32) -> LinkOwner? {
            LinkOwners(root: path).manager(of: name, index: index)
        }
    }

    @Test(
        "systemd-networkd has the interfaces that it sets up, and no others",
        arguments: [
            ("configured", LinkOwner.networkd), ("configuring", .networkd), ("failed", .networkd),
            ("unmanaged", nil), ("initialized", nil), ("pending", nil), ("linger", nil),
        ] as [(String, LinkOwner?)])
    func networkd(_ state: String, _ owner: LinkOwner?) throws {
        let root = Root()
        try root.write(
            "# This is private data.\nADMIN_STATE=\(state)\nOPER_STATE=routable\n",
            to: "run/systemd/netif/links/7")
        #expect(root.manager(of: "eth0", 7) == owner)
        #expect(root.manager(of: "eth0", 8) == nil, "the number counts, not the name")
    }

    @Test(
        "NetworkManager has the interfaces with a connection of its own",
        arguments: [
            ("managed=true\nconnection-uuid=1-2", LinkOwner.networkManager),
            ("managed=true", nil), ("managed=false\nconnection-uuid=1-2", nil), ("", nil),
        ] as [(String, LinkOwner?)])
    func networkManager(_ text: String, _ owner: LinkOwner?) throws {
        let root = Root()
        try root.write("[device]\n\(text)\n", to: "run/NetworkManager/devices/7")
        #expect(root.manager(of: "eth0", 7) == owner)
    }

    @Test(
        "ifupdown has the interfaces of its state, by name", arguments: ["run/network", "run"])
    func ifupdown(_ folder: String) throws {
        let root = Root()
        try root.write("lo=lo\neth0=eth0\nvlan7\n", to: "\(folder)/ifstate")
        #expect(root.manager(of: "eth0", 2) == .ifupdown)
        #expect(root.manager(of: "vlan7", 3) == .ifupdown)
        #expect(root.manager(of: "eth01", 4) == nil && root.manager(of: "th0", 5) == nil)
        #expect(root.manager(of: "lo", 1) == nil)
    }

    @Test("a host without such files has no manager, nor has a file that is too large")
    func none() throws {
        let root = Root()
        #expect(root.manager(of: "eth0", 2) == nil)
        let text = String(repeating: "x=x\n", count: 20_000) + "eth0=eth0\n"
        try root.write(text, to: "run/network/ifstate")
        #expect(root.manager(of: "eth0", 2) == nil)
    }

    @Test("another network namespace is not the one that the files describe")
    func namespace() throws {
        // Without the first one to compare with, the files count.
        guard Namespace.isAvailable, access("/proc/1/ns/net", R_OK) == 0 else { return }
        #expect(try !Namespace.fresh { LinkOwners().isHost })
    }
}
