import Model

/// Completes an activation that a crash has interrupted.
///
/// It must run before the document is read.
///
/// **Errors:** `HostFailure`: the files can't be written; the next start tries again.
public func rollForward(_ site: ReplicationSite) throws(HostFailure) {
    try Replica(site).rollForward()
}
