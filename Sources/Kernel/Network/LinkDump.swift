import Addresses
import CNetlink
import Glibc
import Model

/// The interfaces and addresses of one look, which the virtual addresses and the node's network
/// share.
struct LinkDump {
    /// The interfaces by index.
    private(set) var records: [Int32: LinkRecord] = [:]
    /// The same with their kinds.
    private(set) var details: [Int32: LinkDetails] = [:]
    /// The addresses on them.
    let addresses: [InterfaceAddress: AddressRecord]

    /// Asks the kernel.
    ///
    /// - Parameter hasDetails: whether the kinds of interfaces are read too.
    init(from table: AddressTable, hasDetails: Bool) throws(KernelRefusal) {
        let socket = table.socket
        typealias Links = (records: [Int32: LinkRecord], details: [Int32: LinkDetails])
        let links: Links = try socket.dump(into: ([:], [:])) { sequence in
            table.begin(RTM_GETLINK, flags: AddressTable.dumpFlags, sequence: sequence)
            socket.builder.append(ifinfomsg())
        } update: { links, message, datagram in
            guard Int(message.type) == RTM_NEWLINK,
                let link = LinkRecord(message, in: datagram)
            else { return false }
            links.records[link.index] = link
            guard hasDetails else { return true }
            guard let details = LinkDetails(message, in: datagram) else { return false }
            links.details[link.index] = details
            return true
        }
        records = links.records
        details = links.details
        addresses = try table.records(on: links.records.mapValues(\.name))
    }

    /// The names of the interfaces.
    var names: [Int32: String] { records.mapValues(\.name) }

    /// The interfaces by name, without the program that configures each.
    var links: [String: NetworkLink] {
        let names = names
        let links = details.map { index, details in
            var link = details.link(names)
            link.reversePathFilter = records[index]?.senderFilter.flatMap {
                ReversePathFilter(rawValue: Int($0))
            }
            return (details.name, link)
        }
        return Dictionary(links) { first, _ in first }
    }
}
