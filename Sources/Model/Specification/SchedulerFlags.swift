/// Flags of a service's scheduler.
///
/// Source: `linux/ip_vs.h`, `IP_VS_SVC_F_SCHED*`.
public struct SchedulerFlags: OptionSet, Sendable, Hashable, Codable {
    /// The kernel's bits.
    public let rawValue: UInt32

    /// Creates flags from bits.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// `IP_VS_SVC_F_SCHED1`: `sh-fallback` and `mh-fallback`, another server when the hashed one
    /// is unavailable.
    public static let fallback = SchedulerFlags(rawValue: 0x0008)
    /// `IP_VS_SVC_F_SCHED2`: `sh-port` and `mh-port`, the source port is hashed too.
    public static let port = SchedulerFlags(rawValue: 0x0010)
    /// `IP_VS_SVC_F_SCHED3`: no scheduler of the kernel uses it yet.
    public static let third = SchedulerFlags(rawValue: 0x0020)
}
