import CNetlink
import Glibc
import Model

/// The state of the rules of nf_tables, in the namespace of this thread, as a number that changes
/// with each change of a rule.
///
/// Source: `net/netfilter/nf_tables_api.c`, `nf_tables_getgen`.
enum NetfilterGeneration {
    /// Asks the kernel; nil: it does not know, so that rules must be read.
    static func current() -> UInt32? {
        var generation: UInt32?
        do throws(KernelRefusal) {
            let socket = try NetlinkSocket(protocol: NETLINK_NETFILTER, datagrams: 1)
            try socket.request { sequence in
                socket.builder.begin(
                    type: UInt16(NFNL_SUBSYS_NFTABLES) << 8 | UInt16(NFT_MSG_GETGEN.rawValue),
                    flags: 0, sequence: sequence, port: socket.port)
                socket.builder.append(nfgenmsg())
            } _: { message, datagram in
                var walk = message.attributes(after: MemoryLayout<nfgenmsg>.size)
                while let attribute = walk.next(in: datagram) {
                    guard attribute.type == Int(NFTA_GEN_ID.rawValue) else { continue }
                    generation = datagram.integer(UInt32.self, of: attribute)
                }
            }
        } catch {
            // A kernel without nf_tables, or without the privilege to ask.
            return nil
        }
        return generation
    }
}
