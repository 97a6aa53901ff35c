/// A change of the power of this node.
public enum PagePower: String, Sendable, CaseIterable {
    /// The system ends and starts again.
    case restart
    /// The system ends, and the machine is switched off.
    case halt
}
