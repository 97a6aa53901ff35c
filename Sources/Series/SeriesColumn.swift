/// A value that a series records.
public enum SeriesColumn: String, Sendable, CaseIterable {
    /// Open connections; of a proxy: sessions.
    case active
    /// Connections that open, close or wait.
    case inactive
    /// Requests that wait for a server of a proxy.
    case queued
    /// New connections; of a proxy: sessions.
    ///
    /// **Unit:** a second.
    case connections
    /// Bytes from clients.
    ///
    /// **Unit:** a second.
    case bytesIn
    /// Bytes to clients.
    ///
    /// **Unit:** a second.
    case bytesOut
    /// Packets from clients.
    ///
    /// **Unit:** a second.
    case packetsIn
    /// Packets to clients.
    ///
    /// **Unit:** a second.
    case packetsOut
}
