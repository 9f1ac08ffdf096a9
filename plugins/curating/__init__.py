"""Curating: the editors' desk, and the review of what practitioners submit.

The desk shows what waits, of whatever plugin (`waiting_for_editors`), and is sent by e-mail, at
once or once a day. A submission is claimed, read beside a checklist for its levels, retagged and
decided on; a practitioner of its topic may be asked for a second opinion, and sees that one page.
"""
