"""The dashboard: files made of what the state and the policies say, and of nothing else.

No page knows what time it is. How old things are is worked out where they are looked at.
"""
