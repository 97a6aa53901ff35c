import Addresses
import Model
import TestThreads
import Testing

@testable import Kernel

@Suite("Missing rights and modules", .ownThreads)
struct PrivilegeTests {
    @Test("without CAP_NET_ADMIN the capability is named", .enabled(if: Namespace.hasIPVS))
    func unprivileged() throws {
        try Namespace.fresh {
            try Capabilities.without {
                let host = try KernelHost()
                #expect(try host.observe(.everything).services.isEmpty)
                #expect(
                    host.ipvsFailure?.description
                        == "cannot read the IPVS table: the capability CAP_NET_ADMIN is missing "
                        + "(EPERM); run it as root or with CAP_NET_ADMIN")
                host.needsIPVS = true
                let observed = try host.observe(.everything)
                #expect(observed.failures[.ipvs]?.errno == "EPERM")
                #expect(observed.failures[.syncDaemon]?.errno == "EPERM")
                // Nothing needs the rules of the firewall and the node's network: none are read.
                #expect(
                    observed.scope
                        == Scope(domains: [.address, .setting, .firewall, .network]))
                #expect(!observed.interfaces.isEmpty)
                #expect(throws: HostFailure.self) {
                    try host.observe(.services([try service("mark 1")]))
                }
                let key = try service("tcp 10.0.0.1:80")
                let outcomes = host.apply([
                    .ipvs(.addService(VirtualService(key: key))),
                    .address(.add(try address("10.9.9.9/32", on: "lo"))),
                    .address(.announce(try address("10.9.9.9/32", on: "lo"))),
                ])
                #expect(
                    outcomes[0].result
                        == .failed(
                            HostFailure(
                                operation: "add service tcp 10.0.0.1:80",
                                reason: "the capability CAP_NET_ADMIN is missing", errno: "EPERM",
                                remedy: "run it as root or with CAP_NET_ADMIN")))
                #expect(!outcomes[1].succeeded)
                guard case .skipped = outcomes[2].result else {
                    Issue.record("an address that is not there was announced")
                    return
                }
            }
        }
    }

    @Test(
        "without the module the table is empty and the remedy is modprobe",
        .enabled(if: !Namespace.hasIPVS))
    func withoutModule() throws {
        let host = try KernelHost()
        let observed = try host.observe(.everything)
        #expect(observed.services.isEmpty && observed.timeouts == nil && observed.sysctls.isEmpty)
        #expect(!observed.interfaces.isEmpty)
        let told = "this kernel has no IPVS, module ip_vs (ENOENT); as root: modprobe ip_vs"
        #expect(host.ipvsFailure?.description == "cannot read the IPVS table: \(told)")
        host.needsIPVS = true
        let failures = try host.observe(.everything).failures
        #expect(failures[.ipvs]?.errno == "ENOENT")
        #expect(failures[.syncDaemon] == failures[.ipvs])
        let key = try service("tcp 10.0.0.1:80")
        let outcomes = host.apply([
            .ipvs(.addService(VirtualService(key: key))),
            .setting(.setSysctl(.syncPorts, to: 1, from: 1)),
        ])
        let sentences = outcomes.map { outcome -> String in
            guard case .failed(let failure) = outcome.result else { return "none" }
            return failure.description
        }
        #expect(
            sentences == [
                "cannot add service tcp 10.0.0.1:80: \(told)",
                "cannot set sysctl sync_ports to 1: \(told)",
            ])
    }
}
