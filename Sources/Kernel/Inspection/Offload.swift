import Glibc

/// Offloads of an interface, by the requests of ethtool(8).
enum Offload {
    /// Whether the interface merges received packets; nil: the driver does not answer.
    ///
    /// Source: `linux/ethtool.h`, `ETHTOOL_GFLAGS`, `ETH_FLAG_LRO`; `linux/sockios.h`,
    /// `SIOCETHTOOL`.
    static func mergesPackets(at interface: String) -> Bool? {
        let request: UInt = 0x8946
        let getFlags: UInt32 = 0x25
        let largeReceive: UInt32 = 1 << 15
        let descriptor = socket(
            AF_INET, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        // The structure ifreq: the name in 16 bytes, then the address of the value.
        var ask = Array(interface.utf8.prefix(15))
        ask += [UInt8](repeating: 0, count: 40 - ask.count)
        var value = (command: getFlags, data: UInt32(0))
        let code = withUnsafeMutableBytes(of: &value) { value in
            ask.withUnsafeMutableBytes { bytes -> Int32 in
                bytes.storeBytes(
                    of: UInt(bitPattern: value.baseAddress), toByteOffset: 16, as: UInt.self)
                guard let start = bytes.baseAddress else { return -1 }
                return ioctl(descriptor, request, start)
            }
        }
        return code == 0 ? value.data & largeReceive != 0 : nil
    }
}
