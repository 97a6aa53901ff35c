import Addresses
import CNetlink
import Glibc
import Model

/// The inspection of this machine, in the network namespace of the calling thread.
///
/// Probes need CAP_NET_RAW; the other parts need no privilege.
public final class KernelInspector: HostInspector {
    private let table: AddressTable
    private let files: HostFiles

    /// Opens the kernel that runs this program.
    ///
    /// **Errors:** those of `socket(2)`.
    public convenience init() throws(HostFailure) {
        try self.init(files: HostFiles())
    }

    /// Creates an inspection with the files of a test.
    init(files: HostFiles) throws(HostFailure) {
        self.files = files
        do throws(KernelRefusal) {
            table = try AddressTable()
        } catch {
            throw error.failure(of: "open a netlink socket")
        }
    }

    /// Reads interfaces, addresses, settings, tables and listening sockets.
    ///
    /// **Errors:** those of rtnetlink.
    public func facts() throws -> HostFacts {
        var facts = HostFacts()
        do throws(KernelRefusal) {
            let links = try table.interfaces()
            for link in links.values { facts.interfaces[link.name] = InterfaceFacts(link) }
            for record in try table.records() {
                guard let name = links[record.index]?.name else { continue }
                let unusable = UInt32(IFA_F_TENTATIVE | IFA_F_DADFAILED)
                facts.interfaces[name]?.addresses.append(
                    InterfaceFacts.Address(
                        record.prefix, isUnusable: record.flags & unusable != 0,
                        isOfHost: record.isOfHost))
            }
        } catch {
            throw error.failure(of: "read the interfaces")
        }
        for name in facts.interfaces.keys {
            facts.interfaces[name]?.addresses.sort { $0.prefix < $1.prefix }
            facts.interfaces[name]?.mergesPackets = Offload.mergesPackets(at: name)
        }
        files.read(into: &facts)
        return facts
    }

    /// Looks up routes and modules, and sends probes, which takes a second.
    public func answer(_ questions: HostQuestions, into facts: inout HostFacts) {
        let addresses = facts.addresses
        for question in questions.routes {
            facts.routes[question] = table.route(question, from: addresses)
        }
        for module in questions.modules {
            facts.modules[module] = files.state(of: module)
        }
        guard !questions.probes.isEmpty else { return }
        let own = Set(facts.interfaces.values.compactMap(\.hardwareAddress))
        do throws(HostFailure) {
            let probes = try AddressProbes(questions.probes, at: facts)
            facts.unread += probes.omitted
            facts.claims = probes.run().filter { !own.contains($0.hardwareAddress) }
        } catch {
            facts.unread.append("\(error)")
        }
        // Probes add no neighbours; those of checks and clients are there.
        facts.neighbours = table.neighbours()
    }
}

extension InterfaceFacts {
    /// An interface without addresses.
    fileprivate init(_ link: LinkRecord) {
        let silent = UInt32(
            IFF_LOOPBACK.rawValue | IFF_NOARP.rawValue | IFF_POINTOPOINT.rawValue)
        self.init(
            link.name, kind: link.kind, isUp: link.flags & UInt32(IFF_UP.rawValue) != 0,
            answers: link.flags & silent == 0, mtu: link.mtu,
            hardwareAddress: link.flags & silent == 0 ? link.hardwareAddress : nil)
        hasCarrier = link.flags & UInt32(IFF_RUNNING.rawValue) != 0
        tunnel = link.tunnel
    }
}
