import CNetlink
import Model

extension TrafficCounters {
    /// The counters of a service or destination from its `STATS64` or else its `STATS` attribute.
    ///
    /// Source: `linux/ip_vs.h`, `IPVS_STATS_ATTR_*`; Linux before 4.1 has the 32-bit set only.
    init(wide: Attribute?, narrow: Attribute?, in bytes: RawSpan) {
        self.init()
        guard let attribute = wide ?? narrow else { return }
        var walk = AttributeWalk(inside: attribute)
        while let attribute = walk.next(in: bytes) {
            guard let value = bytes.counter(attribute) else { continue }
            switch attribute.type {
            case IPVS_STATS_ATTR_CONNS: connections = value
            case IPVS_STATS_ATTR_INPKTS: packetsIn = value
            case IPVS_STATS_ATTR_OUTPKTS: packetsOut = value
            case IPVS_STATS_ATTR_INBYTES: bytesIn = value
            case IPVS_STATS_ATTR_OUTBYTES: bytesOut = value
            case IPVS_STATS_ATTR_CPS: connectionRate = value
            case IPVS_STATS_ATTR_INPPS: packetRateIn = value
            case IPVS_STATS_ATTR_OUTPPS: packetRateOut = value
            case IPVS_STATS_ATTR_INBPS: byteRateIn = value
            case IPVS_STATS_ATTR_OUTBPS: byteRateOut = value
            default: break
            }
        }
    }
}
